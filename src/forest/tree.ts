/**
 * One tree, children after parents, in the order of a depth-first walk that numbers both children when it splits a node.
 *
 * A node is two 32-bit words, side by side. Word 0: bit 30 categorical, bits 17-29 the feature, bit 16 set when missing values go right,
 * bits 0-15 the rank: a row goes left when its code <= rank. Word 1: the left child's index in the tree; the right child is next to it. A
 * categorical node's word 1 is an index into `masks`, where the left child's index and then the set of categories that go left are.
 * A leaf is a node whose rank no code exceeds and whose left child is itself: a walk of `depth` steps needs no test for the end.
 */
export interface Tree {
  /** [2 x nNodes]. */
  readonly words: Int32Array;
  /** [nNodes]: draws of the plain bootstrap that reached the node. */
  readonly draws: Uint32Array;
  /** [nNodes]: those of them with label 1. */
  readonly positives: Uint32Array;
  readonly masks: Uint32Array;
  /** Splits on the longest path. */
  readonly depth: number;
}

export const CATEGORICAL_FLAG = 2 ** 30;
export const LEAF_WORD = 0xffff;

/** Probabilities are kept as whole multiples of 2^-30: sums over trees are exact, hence the same in any order. */
export const PROBABILITY_ONE = 2 ** 30;

/** A node's probability of label 1, in units of 1 / {@link PROBABILITY_ONE}. */
export function fixedProbability(positives: number, draws: number): number {
  return draws === 0 ? 0 : Math.round((positives / draws) * PROBABILITY_ONE);
}

/** Words of a set of categories: one bit each, and one for missing values and categories without a bin. */
export function maskWords(nCategories: number): number {
  return (nCategories >>> 5) + 1;
}

/** Feature of a split node. */
export function featureOf(word: number): number {
  return (word >>> 17) & 0x1fff;
}

/**
 * The set of categories that go left, as {@link TreeBuilder.splitCategorical} takes it.
 * @param goesLeft by bin, 0 or 1. @param missingBin the bin of missing values and unlisted categories.
 */
export function categoryMask(goesLeft: Uint8Array, nCategories: number, missingBin: number): Uint32Array {
  const mask = new Uint32Array(maskWords(nCategories));
  for (let bin = 0; bin < nCategories; bin++) mask[bin >>> 5] |= goesLeft[bin] << (bin & 31);
  mask[nCategories >>> 5] |= goesLeft[missingBin] << (nCategories & 31);
  return mask;
}

export function isLeaf(words: Int32Array, node: number): boolean {
  return words[2 * node] === LEAF_WORD;
}

/** Left child of a split node; the right child is the next node. */
export function leftChild(words: Int32Array, masks: Uint32Array, node: number): number {
  const next = words[2 * node + 1];
  return words[2 * node] >= CATEGORICAL_FLAG ? masks[next] : next;
}

/** Fills in the counts of split nodes from those of the leaves. */
export function sumCounts({ words, masks, draws, positives }: Tree): void {
  for (let node = draws.length - 1; node >= 0; node--) {
    if (isLeaf(words, node)) continue;
    const left = leftChild(words, masks, node);
    draws[node] = draws[left] + draws[left + 1];
    positives[node] = positives[left] + positives[left + 1];
  }
}

/**
 * How much the splits on each feature lessen the Gini impurity of the rows drawn, as a share within a tree, mean over the trees (Breiman et al., 1984;
 * as scikit-learn's feature_importances_). Favours features of many values; compare permutation importances.
 * @returns [nFeatures], sums to 1, or to 0 when no tree has a split. Cost O(nodes).
 */
export function impurityImportances(trees: readonly Tree[], nFeatures: number): Float64Array {
  const means = new Float64Array(nFeatures);
  for (const tree of trees) {
    const decreases = new Float64Array(nFeatures);
    for (let node = 0; node < tree.draws.length; node++) {
      if (isLeaf(tree.words, node)) continue;
      const left = leftChild(tree.words, tree.masks, node);
      decreases[featureOf(tree.words[2 * node])] +=
        impurity(tree, node) - impurity(tree, left) - impurity(tree, left + 1);
    }
    addShares(means, decreases);
  }
  const shares = new Float64Array(nFeatures);
  addShares(shares, means);
  return shares;
}

/** Draws times half the Gini impurity. */
function impurity({ draws, positives }: Tree, node: number): number {
  return draws[node] === 0 ? 0 : (positives[node] * (draws[node] - positives[node])) / draws[node];
}

function addShares(sums: Float64Array, parts: Float64Array): void {
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (total > 0) for (let k = 0; k < parts.length; k++) sums[k] += parts[k] / total;
}
