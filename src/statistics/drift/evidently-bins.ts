import { categoryCounts } from '../summaries/categories.js';
import { sortedFinite } from '../summaries/sorted-finite.js';

/** A numeric reference with more distinct values than this is binned; with fewer, each value is its own bin. */
const MAX_DISTINCT_VALUES = 20;

/**
 * The parity mode's bins: how Evidently cuts a numeric column before PSI, Kullback-Leibler and Jensen-Shannon. Not for
 * verdicts: the edges depend on the current sample, and a far outlier squeezes everybody else into one bin.
 *
 * With more than 20 distinct reference values: k = ceil(log2(N) + 1) equal-width bins over the range of both samples
 * (Sturges), N their rows together, half-open with the last one closed. Otherwise one bin per distinct value.
 *
 * @param reference NaN and infinities are dropped
 * @param current NaN and infinities are dropped
 * @returns counts of both samples in the same bins; undefined when either is empty. Cost: O(n log n).
 * @see Evidently `stattests/utils.py` get_binned_data; numpy `histogram_bin_edges(bins="sturges")`
 */
export function evidentlyBins(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): { reference: number[]; current: number[] } | undefined {
  const sortedReference = sortedFinite(reference);
  const sortedCurrent = sortedFinite(current);
  if (sortedReference.length === 0 || sortedCurrent.length === 0) return undefined;
  if (new Set(sortedReference).size <= MAX_DISTINCT_VALUES) return categoryCounts(sortedReference, sortedCurrent);
  const least = Math.min(sortedReference[0], sortedCurrent[0]);
  const greatest = Math.max(sortedReference.at(-1) ?? least, sortedCurrent.at(-1) ?? least);
  const bins = Math.ceil(Math.log2(sortedReference.length + sortedCurrent.length) + 1);
  const width = (greatest - least) / bins;
  const upperEdges = Array.from({ length: bins }, (_, b) => (b === bins - 1 ? Infinity : least + (b + 1) * width));
  return { reference: countSorted(sortedReference, upperEdges), current: countSorted(sortedCurrent, upperEdges) };
}

function countSorted(sorted: Float64Array, upperEdges: readonly number[]): number[] {
  const counts = new Array<number>(upperEdges.length).fill(0);
  let bin = 0;
  for (const value of sorted) {
    while (value >= upperEdges[bin]) bin++;
    counts[bin]++;
  }
  return counts;
}

/**
 * Shares of counts with Evidently's filling of zeros, which leaves them summing to a little more than 1: a zero becomes
 * a millionth of the smallest non-zero share m when m <= 1e-4, and 1e-4 otherwise.
 */
export function evidentlyShares(counts: ArrayLike<number>, total: number): number[] {
  const shares = Array.from(counts, (count) => count / total);
  const smallest = Math.min(...shares.filter((share) => share > 0));
  const filling = smallest <= 1e-4 ? smallest / 1e6 : 1e-4;
  return shares.map((share) => (share === 0 ? filling : share));
}
