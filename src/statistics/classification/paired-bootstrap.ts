import type { Interval } from '../interval.js';
import { seededRandom } from '../seeded-random.js';

/** How much better one model ranks than another on the same rows. */
export interface AveragePrecisionDifference extends Interval {
  /** AP(challenger) - AP(champion) on the rows as given, in [-1, 1]. */
  difference: number;
  /** Share of resamples in which the challenger did worse, in [0, 1]. */
  shareWorse: number;
}

/** Settings of the bootstrap; the defaults in brackets. */
export interface BootstrapSettings {
  seed: number;
  /** Resamples to draw (1,000). */
  resamples?: number;
  /** Coverage of the interval, in (0, 1) (0.95). */
  confidence?: number;
  /** How many rows each row stands for; absent: 1. */
  weights?: ArrayLike<number>;
}

/**
 * Difference of the average precision of two models on the same labelled rows, with a percentile bootstrap interval.
 * Rows are drawn with replacement and both models are scored on the same draw, so what the rows have in common cancels
 * out and the interval is far narrower than that of two separate bootstraps. Draws without a positive are drawn again.
 *
 * @param championScores one finite score a row
 * @param challengerScores one finite score a row
 * @param labels 1 for a positive, anything else for a negative, one a row
 * @param settings the same seed gives the same answer
 * @returns differences of shares; undefined without positives. Cost: O(n log n + resamples * n) time, O(n) memory.
 * @throws RangeError when the lengths differ, there is not one resample or confidence is not in (0, 1)
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13
 */
export function pairedBootstrapAveragePrecision(
  championScores: ArrayLike<number>,
  challengerScores: ArrayLike<number>,
  labels: ArrayLike<number>,
  { seed, resamples = 1000, confidence = 0.95, weights }: BootstrapSettings,
): AveragePrecisionDifference | undefined {
  const rows = labels.length;
  if (championScores.length !== rows || challengerScores.length !== rows) {
    throw new RangeError(
      `expected two scores a label, got ${championScores.length} and ${challengerScores.length} for ${rows} labels`,
    );
  }
  if (!(resamples >= 1 && confidence > 0 && confidence < 1)) {
    throw new RangeError(`expected a resample and a confidence inside (0, 1), got ${resamples} and ${confidence}`);
  }
  const champion = rankedRows(championScores);
  const challenger = rankedRows(challengerScores);
  const difference = (copies: Uint32Array): number | undefined => {
    const before = weightedAveragePrecision(champion, labels, copies, weights);
    const after = weightedAveragePrecision(challenger, labels, copies, weights);
    return before === undefined || after === undefined ? undefined : after - before;
  };
  const asGiven = difference(new Uint32Array(rows).fill(1));
  if (asGiven === undefined) return undefined;
  const random = seededRandom(seed);
  const copies = new Uint32Array(rows);
  const drawn = new Float64Array(resamples);
  for (let r = 0; r < resamples;) {
    copies.fill(0);
    for (let i = 0; i < rows; i++) copies[Math.floor(random() * rows)]++;
    const resampled = difference(copies);
    if (resampled !== undefined) drawn[r++] = resampled;
  }
  drawn.sort();
  const cut = Math.floor(((1 - confidence) / 2) * resamples);
  return {
    difference: asGiven,
    lower: drawn[cut],
    upper: drawn[resamples - 1 - cut],
    shareWorse: drawn.filter((value) => value < 0).length / resamples,
  };
}

/** Row numbers by descending score, and whether each opens a new group of ties. */
interface RankedRows {
  rows: Uint32Array;
  opensGroup: Uint8Array;
}

function rankedRows(scores: ArrayLike<number>): RankedRows {
  const rows = Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  const opensGroup = Uint8Array.from(rows, (row, i) => (i === 0 || scores[rows[i - 1]] !== scores[row] ? 1 : 0));
  return { rows, opensGroup };
}

function weightedAveragePrecision(
  { rows, opensGroup }: RankedRows,
  labels: ArrayLike<number>,
  copies: Uint32Array,
  weights: ArrayLike<number> | undefined,
): number | undefined {
  let found = 0;
  let alarms = 0;
  let foundInGroup = 0;
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    if (opensGroup[i] === 1 && foundInGroup > 0) {
      sum += (foundInGroup * found) / alarms;
      foundInGroup = 0;
    }
    const weight = weights === undefined ? copies[rows[i]] : copies[rows[i]] * weights[rows[i]];
    alarms += weight;
    if (labels[rows[i]] === 1) {
      found += weight;
      foundInGroup += weight;
    }
  }
  if (foundInGroup > 0) sum += (foundInGroup * found) / alarms;
  return found > 0 ? sum / found : undefined;
}
