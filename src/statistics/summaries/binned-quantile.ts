import type { BoundedFigure } from '../interval.js';

/**
 * A quantile from counts in bins: the value in the middle of the bin that holds the wanted row, with the edges of the
 * bin, between which the unbinned quantile certainly lies.
 *
 * @param counts one a bin, edges.length + 1 of them; bin i holds edges[i-1] < x <= edges[i]
 * @param edges ascending, at least one; values lie between 0 and Infinity
 * @param share of the rows at or below the quantile, in (0, 1]: the smallest value that so many rows do not exceed
 * @returns the geometric middle of the bin with its edges (of the first bin: half its edge, and 0; of the last one: its
 *   edge, and Infinity); undefined without rows. Cost: O(bins).
 * @throws RangeError when there is not one count more than edges, or share is not in (0, 1]
 */
export function binnedQuantile(
  counts: ArrayLike<number>,
  edges: ArrayLike<number>,
  share: number,
): BoundedFigure | undefined {
  if (edges.length === 0 || counts.length !== edges.length + 1) {
    throw new RangeError(`expected one count more than edges, got ${counts.length} and ${edges.length}`);
  }
  if (!(share > 0 && share <= 1)) throw new RangeError(`expected a share in (0, 1], got ${share}`);
  let total = 0;
  for (let b = 0; b < counts.length; b++) total += counts[b];
  if (total === 0) return undefined;
  const wanted = Math.ceil(share * total);
  let bin = 0;
  for (let below = counts[0]; below < wanted; below += counts[bin]) bin++;
  if (bin === 0) return { value: edges[0] / 2, lower: 0, upper: edges[0] };
  const lower = edges[bin - 1];
  if (bin === edges.length) return { value: lower, lower, upper: Infinity };
  return { value: Math.sqrt(lower * edges[bin]), lower, upper: edges[bin] };
}
