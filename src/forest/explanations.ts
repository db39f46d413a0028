import type { Forest } from './forest.js';
import { Random } from './random.js';

/**
 * What each feature contributed to one row's score: the changes of probability along the row's paths, by the feature that was split on
 * (Saabas, "Interpreting random forests", 2014). base + sum(contributions) is the row's probability: exactly when the number of trees is a
 * power of two, else but for the rounding of these doubles, about 1e-16 each.
 * @param row [nFeatures], NaN is missing. @returns base: {@link Forest.baseProbability}, near the rate of label 1 in the training set, weights counted in;
 * contributions: [nFeatures], in units of probability. Cost of one prediction.
 */
export function contributions(forest: Forest, row: Float64Array): { base: number; contributions: Float64Array } {
  return { base: forest.baseProbability, contributions: forest.changesByFeature(row) };
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
