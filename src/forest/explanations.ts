import type { Forest } from './forest.js';
import { Random } from './random.js';
import { featureOf, isLeaf, leftChild, type Tree } from './tree.js';

/**
 * What each feature contributed to one row's score: the changes of probability along the row's paths, by the feature that was split on
 * (Saabas, "Interpreting random forests", 2014). base + sum(contributions) is the row's probability.
 * @param row [nFeatures], NaN is missing. @returns base: the score before any feature is known; contributions: [nFeatures], in units of probability.
 * Cost of one prediction.
 */
export function contributions(forest: Forest, row: Float64Array): { base: number; contributions: Float64Array } {
  const sums = new Float64Array(forest.nFeatures);
  forest.walk(row, (feature, change) => {
    sums[feature] += change;
  });
  return { base: forest.baseProbability, contributions: sums };
}

/**
 * How much a measure of quality falls when one feature's values are shuffled among the rows (Breiman, "Random forests", 2001; Fisher, Rudin and
 * Dominici, 2019): mean over `repeats` shuffles. Take rows that the forest was not fitted on.
 * @param rows row-major [nRows x nFeatures]. @param measure of scores [nRows], greater is better, for instance ROC AUC against the rows' labels.
 * @returns [nFeatures], in the measure's units; about 0, on either side, for a feature without use. Cost: nFeatures x repeats batch predictions.
 */
export function permutationImportances(
  forest: Forest,
  rows: Float64Array,
  nRows: number,
  measure: (scores: Float64Array) => number,
  { repeats = 5, seed = 0 }: { repeats?: number; seed?: number } = {},
): Float64Array {
  const whole = measure(forest.predictProbabilities(rows, nRows));
  const shuffled = rows.slice();
  const { nFeatures } = forest;
  return Float64Array.from({ length: nFeatures }, (_, feature) => {
    let fall = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      shuffleColumn(shuffled, nFeatures, feature, nRows, new Random(seed, feature * repeats + repeat));
      fall += whole - measure(forest.predictProbabilities(shuffled, nRows));
    }
    for (let at = feature; at < rows.length; at += nFeatures) shuffled[at] = rows[at];
    return fall / repeats;
  });
}

function shuffleColumn(rows: Float64Array, nFeatures: number, feature: number, nRows: number, random: Random): void {
  for (let row = nRows - 1; row > 0; row--) {
    const a = row * nFeatures + feature;
    const b = random.below(row + 1) * nFeatures + feature;
    const value = rows[a];
    rows[a] = rows[b];
    rows[b] = value;
  }
}

/**
 * How much the splits on each feature lessen the Gini impurity of the rows drawn, as a share within a tree, mean over the trees (Breiman et al., 1984;
 * as scikit-learn's feature_importances_). Favours features of many values; compare {@link permutationImportances}.
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
