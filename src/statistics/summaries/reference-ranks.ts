import { binIndex } from './bins.js';
import { sortedFinite } from './sorted-finite.js';

/**
 * A reference distribution kept as a few of its values, each with the share of the reference below it and the share up
 * to it. Plain data, to be stored with a model.
 */
export interface ReferenceRanks {
  /** Distinct reference values, ascending, the least and the greatest among them. */
  values: number[];
  /** Share of the reference below values[i], in [0, 1). */
  below: number[];
  /** Share of the reference at or below values[i], in (0, 1]. */
  upTo: number[];
}

/**
 * Condenses a reference so that ranks in it are looked up in microseconds. Every value that holds more than 1 / points
 * of the rows is kept, so no rank is off by more than 1 / points, and ranks of the kept values are exact.
 *
 * @param reference the values; NaN and infinities are ignored
 * @param points how many steps [0, 1] is cut into
 * @returns at most points + 1 values; undefined without values. Cost: O(n log n).
 */
export function referenceRanks(reference: ArrayLike<number>, points = 200): ReferenceRanks | undefined {
  const sorted = sortedFinite(reference);
  const n = sorted.length;
  if (n === 0) return undefined;
  const ranks: ReferenceRanks = { values: [], below: [], upTo: [] };
  let step = 0;
  for (let start = 0, end = 0; start < n; start = end) {
    while (end < n && sorted[end] === sorted[start]) end++;
    // Kept when it covers the next step, or is an end of the range.
    if (start > 0 && end < n && end * points < step * n) continue;
    ranks.values.push(sorted[start]);
    ranks.below.push(start / n);
    ranks.upTo.push(end / n);
    step = Math.floor((end * points) / n) + 1;
  }
  return ranks;
}

/**
 * The rank of a value in a reference distribution: the share of the reference below it. A column that has not drifted
 * has ranks spread evenly over [0, 1], whatever its distribution.
 *
 *     rank = below + position * (upTo - below) at a kept value,  linear between kept values
 *
 * Rows tied at one value share a range of ranks. `position` says where in it a row falls: 0.5 gives the mid-rank; a
 * number that is uniform over the rows (a hash of their ids, say) spreads them, so that tied columns are flat as well
 * (the randomised probability integral transform).
 *
 * @param value a finite number
 * @param ranks as `referenceRanks` gives them
 * @param position in [0, 1]
 * @returns a share in [0, 1]: 0 below the reference's range, 1 above it. Cost: O(log points).
 */
export function rankInReference(value: number, ranks: ReferenceRanks, position = 0.5): number {
  const { values, below, upTo } = ranks;
  const i = binIndex(value, values);
  if (i === values.length) return 1;
  if (values[i] === value) return below[i] + position * (upTo[i] - below[i]);
  if (i === 0) return 0;
  const way = (value - values[i - 1]) / (values[i] - values[i - 1]);
  return upTo[i - 1] + way * (below[i] - upTo[i - 1]);
}
