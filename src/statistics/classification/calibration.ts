import { outcomesByScore } from './outcomes-by-score.js';
import { requireOneLabelAScore } from './row-contract.js';
import { scoreBinIndex } from './score-bins.js';

/** The rows of one score bin: what was promised beside what came. */
export interface CalibrationPoint {
  /** Mean score of the bin's rows. */
  meanScore: number;
  /** Share of positives among them. */
  positiveShare: number;
  rows: number;
}

/**
 * The calibration (reliability) curve: in equal-width score bins of [0, 1], the mean score beside the share of
 * positives. A calibrated score lies on the diagonal.
 *
 * @param scores probabilities in [0, 1], one a row; scores outside fall into the end bins
 * @param labels 1 for a positive, anything else for a negative, one a row
 * @param bins how many bins [0, 1] is cut into
 * @returns a point for each bin that holds rows, lowest first. Cost: O(n + bins).
 * @throws RangeError when the lengths differ
 * @see scikit-learn's `calibration_curve` (which puts a score on an inner edge into the lower bin, here the upper)
 */
export function calibrationCurve(scores: ArrayLike<number>, labels: ArrayLike<number>, bins = 10): CalibrationPoint[] {
  requireOneLabelAScore(scores, labels);
  const sums = Array.from({ length: bins }, () => ({ score: 0, positives: 0, rows: 0 }));
  for (let i = 0; i < scores.length; i++) {
    const bin = sums[scoreBinIndex(scores[i], bins)];
    bin.score += scores[i];
    bin.positives += labels[i] === 1 ? 1 : 0;
    bin.rows++;
  }
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ score, positives, rows }) => ({ meanScore: score / rows, positiveShare: positives / rows, rows }));
}

/**
 * Brier score: the mean squared distance of a probability from what came, (1 / n) sum (s_i - y_i)^2. 0 is perfect;
 * always saying the base rate b gives b (1 - b).
 *
 * @param scores probabilities in [0, 1], one a row
 * @param labels 1 for a positive, anything else for a negative, one a row
 * @returns a number in [0, 1]; undefined without rows. Cost: O(n).
 * @throws RangeError when the lengths differ
 * @see Brier 1950, Monthly Weather Review 78:1; equal to scikit-learn's `brier_score_loss`
 */
export function brierScore(scores: ArrayLike<number>, labels: ArrayLike<number>): number | undefined {
  requireOneLabelAScore(scores, labels);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += (scores[i] - (labels[i] === 1 ? 1 : 0)) ** 2;
  return scores.length > 0 ? sum / scores.length : undefined;
}

/**
 * Expected calibration error over bins of equal row counts:
 *
 *     ECE = sum_b (n_b / n) |mean score_b - share of positives_b|
 *
 * Rows are sorted by score and cut every floor(n / bins) rows; the last bin takes the remainder. A cut through rows of
 * one score gives both sides the same share of positives, so the order of the rows plays no part. Equal counts, unlike
 * equal widths, leave no bin to a handful of rows when most scores are near 0.
 *
 * @param scores probabilities in [0, 1], one a row
 * @param labels 1 for a positive, anything else for a negative, one a row
 * @param bins number of bins
 * @param weights how many rows each stands for; absent: 1
 * @returns a number in [0, 1]; undefined with fewer rows than bins. Cost: O(n log n).
 * @throws RangeError when the lengths differ or a score is not finite
 * @see Naeini, Cooper & Hauskrecht 2015, AAAI; binning as NannyML's calibration step
 */
export function expectedCalibrationError(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  bins = 10,
  weights?: ArrayLike<number>,
): number | undefined {
  const groups = outcomesByScore(scores, labels, weights);
  const n = groups.totalPositives + groups.totalNegatives;
  const width = Math.floor(n / bins);
  if (width === 0) return undefined;
  let sum = 0;
  let excess = 0;
  let bin = 1;
  let room = bins === 1 ? n : width;
  for (let g = groups.scores.length - 1; g >= 0; g--) {
    const rows = groups.positives[g] + groups.negatives[g];
    const excessPerRow = groups.scores[g] - groups.positives[g] / rows;
    for (let left = rows; left > 0;) {
      const taken = Math.min(left, room);
      excess += taken * excessPerRow;
      left -= taken;
      room -= taken;
      if (room > 0) continue;
      sum += Math.abs(excess);
      excess = 0;
      bin++;
      room = bin === bins ? n - width * (bins - 1) : width;
    }
  }
  // Weights that are no whole numbers may not fill the last bin to its last bit.
  return (sum + Math.abs(excess)) / n;
}
