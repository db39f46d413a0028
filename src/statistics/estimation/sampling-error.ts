import { averagePrecision } from '../classification/average-precision.js';
import type { ConfusionCounts } from '../classification/confusion.js';
import { outcomesByScore } from '../classification/outcomes-by-score.js';
import { seededRandom } from '../seeded-random.js';
import { momentsOf, populationSummary } from '../summaries/moments.js';
import type { LabelledDecisions, PerformanceMetric } from './performance-metrics.js';
import { confusionOfDecisions } from './realised-metrics.js';

/**
 * What a metric's standard error on a chunk of n rows is made of: standardDeviation / sqrt(n * fraction), where the
 * standard deviation is that of one row's contribution and the fraction is the share of rows that contribute.
 */
export interface SamplingErrorParts {
  standardDeviation: number;
  fraction: number;
}

const BOOTSTRAP_DRAWS = 50;
const MAX_BOOTSTRAP_ROWS = 50_000;

/**
 * Splits each metric's sampling error on the reference into its parts, so that it can be stated for a chunk of any
 * size. With cells TP, FP, TN, FN of n rows, a share p of k rows has standard deviation sqrt(p (1 - p)) and fraction
 * k / n:
 *
 *     accuracy: right of all;  precision: TP of TP + FP;  recall: TP of TP + FN;  specificity: TN of TN + FP
 *     F1: TP of J = TP + FP + FN, times J / (TP + (FP + FN) / 2)
 *     ROC AUC: spread, over the rarer class, of the share of the other class outranked, ties half; fraction rarer / n
 *     average precision: spread over 50 bootstrap samples of h = min(n / 2, 50,000) rows, times sqrt h; fraction 1
 *
 * @param reference labelled rows that the model was not trained on
 * @param seed of the bootstrap
 * @returns the parts by metric; undefined where no row contributes. Cost: O(n log n), and 50 sorts of h rows.
 * @throws RangeError when the lengths differ or a score is not finite
 * @see NannyML `sampling_error/binary_classification.py`, whose bootstrap is not seeded, and which breaks ties of the
 *   score as numpy's unstable sort happens to (a difference in the fourth digit on scores of four decimals)
 */
export function samplingErrors(
  reference: LabelledDecisions,
  seed: number,
): Record<PerformanceMetric, SamplingErrorParts | undefined> {
  const { scores, labels } = reference;
  const counts = confusionOfDecisions(reference);
  const { tp, fp, tn, fn } = counts;
  const n = tp + fp + tn + fn;
  return {
    accuracy: ofShare(tp + tn, n, n),
    precision: ofShare(tp, tp + fp, n),
    recall: ofShare(tp, tp + fn, n),
    specificity: ofShare(tn, tn + fp, n),
    f1: ofF1(counts),
    rocAuc: ofRocAuc(scores, labels),
    averagePrecision: ofAveragePrecision(scores, labels, seed),
  };
}

function ofShare(part: number, whole: number, rows: number): SamplingErrorParts | undefined {
  if (whole === 0) return undefined;
  const share = part / whole;
  return { standardDeviation: Math.sqrt(share * (1 - share)), fraction: whole / rows };
}

function ofF1({ tp, fp, tn, fn }: ConfusionCounts): SamplingErrorParts | undefined {
  const involved = tp + fp + fn;
  const parts = ofShare(tp, involved, involved + tn);
  if (parts === undefined) return undefined;
  return { ...parts, standardDeviation: (parts.standardDeviation * involved) / (tp + (fp + fn) / 2) };
}

/**
 * Spread of the placements: for each row of the rarer class, the share of the other class that it outranks, ties half.
 */
function ofRocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>): SamplingErrorParts | undefined {
  const { positives, negatives, totalPositives, totalNegatives } = outcomesByScore(scores, labels);
  if (totalPositives === 0 || totalNegatives === 0) return undefined;
  const positivesAreRare = totalPositives <= totalNegatives;
  const rare = positivesAreRare ? positives : negatives;
  const others = positivesAreRare ? negatives : positives;
  const totalRare = Math.min(totalPositives, totalNegatives);
  const totalOthers = Math.max(totalPositives, totalNegatives);
  let othersAbove = 0;
  let sum = 0;
  let sumOfSquares = 0;
  for (let g = 0; g < rare.length; g++) {
    const placement = (othersAbove + others[g] / 2) / totalOthers;
    sum += rare[g] * placement;
    sumOfSquares += rare[g] * placement * placement;
    othersAbove += others[g];
  }
  const variance = sumOfSquares / totalRare - (sum / totalRare) ** 2;
  return { standardDeviation: Math.sqrt(Math.max(0, variance)), fraction: totalRare / (totalRare + totalOthers) };
}

function ofAveragePrecision(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  seed: number,
): SamplingErrorParts | undefined {
  const rows = scores.length;
  const size = Math.min(Math.floor(rows / 2), MAX_BOOTSTRAP_ROWS);
  const random = seededRandom(seed);
  const values: number[] = [];
  for (let draw = 0; draw < BOOTSTRAP_DRAWS; draw++) {
    const drawn = Uint32Array.from({ length: size }, () => Math.floor(random() * rows));
    const value = averagePrecision(
      Float64Array.from(drawn, (row) => scores[row]),
      Uint8Array.from(drawn, (row) => labels[row]),
    );
    if (value !== undefined) values.push(value);
  }
  if (values.length < 2) return undefined;
  return { standardDeviation: spreadOf(values) * Math.sqrt(size), fraction: 1 };
}

function spreadOf(values: readonly number[]): number {
  return populationSummary(momentsOf(values))?.standardDeviation ?? 0;
}
