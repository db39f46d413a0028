import type { BoundedFigure } from '../interval.js';
import { harmonicDifference } from '../special-functions/harmonic.js';
import { outcomesOfBins } from './score-bins.js';
import type { ScoreBins } from './score-bins.js';

/**
 * Average precision from counts of scores in bins, with the range that certainly holds the unbinned one.
 *
 * For a bin with p positives and n negatives, below F positives among A rows of higher bins, the p positives of the bin
 * add to P * AP, whatever their order and ties:
 *
 *     at least  sum_{i=1..p} (F + i) / (A + n + i)     all negatives first, positives apart
 *     at most   p (F + p) / (A + p)                    all positives first, tied
 *
 * The value takes each bin as one threshold, p (F + p) / (A + p + n): the exact AP of the scores rounded down to their
 * bin. The lower sum has a closed form in harmonic numbers, p - (A + n - F) (H_{A+n+p} - H_{A+n}).
 *
 * The bounds hold for whole counts. Expected counts may be fractions, for which the lower sum can pass the value; the range is
 * then widened to hold it.
 *
 * @param bins outcomes by score bin, lowest bin first
 * @returns shares in [0, 1]; undefined without positives. Cost: O(bins), however many rows were counted.
 * @throws RangeError when the two lengths of `bins` differ
 */
export function binnedAveragePrecision(bins: ScoreBins): BoundedFigure | undefined {
  const { positives, negatives, totalPositives } = outcomesOfBins(bins);
  if (totalPositives === 0) return undefined;
  let found = 0;
  let alarms = 0;
  const sum = { value: 0, lower: 0, upper: 0 };
  for (let b = 0; b < positives.length; b++) {
    const p = positives[b];
    const n = negatives[b];
    if (p > 0) {
      sum.value += (p * (found + p)) / (alarms + p + n);
      sum.lower += p - (alarms + n - found) * harmonicDifference(alarms + n, p);
      sum.upper += (p * (found + p)) / (alarms + p);
    }
    found += p;
    alarms += p + n;
  }
  return {
    value: sum.value / totalPositives,
    lower: Math.min(sum.lower, sum.value) / totalPositives,
    upper: Math.max(sum.upper, sum.value) / totalPositives,
  };
}
