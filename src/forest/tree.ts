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

/** Writes a tree in its one order; every node starts as a leaf. */
export class TreeBuilder {
  private words = new Int32Array(512);
  private draws = new Uint32Array(256);
  private positives = new Uint32Array(256);
  private readonly masks: number[] = [];
  private nNodes = 0;

  /** Begins a tree of one node, the root, with index 0. */
  start(draws: number, positives: number): void {
    this.nNodes = 0;
    this.masks.length = 0;
    this.addLeaf(draws, positives);
  }

  /** Makes a leaf a numeric split and returns its left child; the right child is the next node. Counts are set by {@link setCounts}. */
  splitNumeric(node: number, feature: number, isMissingLeft: boolean, rank: number): number {
    this.words[2 * node] = (feature << 17) | (isMissingLeft ? 0 : 0x10000) | rank;
    const left = this.addPair();
    this.words[2 * node + 1] = left;
    return left;
  }

  /** The same for a categorical split; `mask` has a bit for each category that goes left, see {@link maskWords}. */
  splitCategorical(node: number, feature: number, mask: ArrayLike<number>): number {
    this.words[2 * node] = CATEGORICAL_FLAG | (feature << 17);
    const left = this.addPair();
    this.words[2 * node + 1] = this.masks.length;
    this.masks.push(left);
    for (let word = 0; word < mask.length; word++) this.masks.push(mask[word]);
    return left;
  }

  setCounts(node: number, draws: number, positives: number): void {
    this.draws[node] = draws;
    this.positives[node] = positives;
  }

  /** A copy of what was written; the builder can start again. */
  build(depth: number): Tree {
    return {
      words: this.words.slice(0, 2 * this.nNodes),
      draws: this.draws.slice(0, this.nNodes),
      positives: this.positives.slice(0, this.nNodes),
      masks: Uint32Array.from(this.masks),
      depth,
    };
  }

  private addPair(): number {
    const left = this.addLeaf(0, 0);
    this.addLeaf(0, 0);
    return left;
  }

  private addLeaf(draws: number, positives: number): number {
    if (this.nNodes === this.draws.length) this.enlarge();
    const node = this.nNodes++;
    this.words[2 * node] = LEAF_WORD;
    this.words[2 * node + 1] = node;
    this.setCounts(node, draws, positives);
    return node;
  }

  private enlarge(): void {
    const { words, draws, positives } = this;
    this.words = new Int32Array(2 * words.length);
    this.words.set(words);
    this.draws = new Uint32Array(2 * draws.length);
    this.draws.set(draws);
    this.positives = new Uint32Array(2 * positives.length);
    this.positives.set(positives);
  }
}
