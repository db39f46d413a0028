import { totalsOf } from './count-pairs.js';
import type { CountPair } from './count-pairs.js';
import { evidentlyShares } from './evidently-bins.js';

/**
 * Population stability index: the symmetrised Kullback-Leibler divergence of two sets of shares.
 *
 *     PSI = sum_b (p_b - q_b) ln(p_b / q_b),   p_b = (r_b + 1/2) / (m + k/2),   q_b = (c_b + 1/2) / (n + k/2)
 *
 * with r_b, c_b the reference and current counts of bin b, m and n their totals, k the bins. The half added to each
 * count keeps an empty bin finite and costs little once bins hold some rows. Meant for bins cut at the quantiles of the
 * reference (`quantileEdges`), or for categories. Under no drift it is about (1/n + 1/m) times a chi-squared variable
 * with k - 1 degrees of freedom (less where bins expect under some 5 rows): 0.1 means nothing without the row counts.
 *
 * @param counts both samples in the same bins
 * @returns at least 0, and 0 for equal shares of equal totals; undefined when either side has no rows. Cost: O(bins).
 * @throws RangeError when the sides have not the same number of bins
 * @see Yurdakul 2018, Statistical properties of population stability index
 */
export function psi(counts: CountPair): number | undefined {
  const totals = totalsOf(counts);
  if (totals === undefined) return undefined;
  return divergence(smoothed(counts.reference, totals.reference), smoothed(counts.current, totals.current));
}

/**
 * PSI with Evidently's treatment of empty bins (a tiny share instead of none), which lets one empty bin decide alone.
 * The parity mode; for numeric columns on counts from `evidentlyBins`.
 *
 * @param counts both samples in the same bins
 * @returns about 0 or more; undefined when either side has no rows. Cost: O(bins).
 * @throws RangeError when the sides have not the same number of bins
 * @see Evidently `stattests/psi.py`
 */
export function evidentlyPsi(counts: CountPair): number | undefined {
  const totals = totalsOf(counts);
  if (totals === undefined) return undefined;
  return divergence(
    evidentlyShares(counts.reference, totals.reference),
    evidentlyShares(counts.current, totals.current),
  );
}

function smoothed(counts: ArrayLike<number>, total: number): number[] {
  return Array.from(counts, (count) => (count + 0.5) / (total + counts.length / 2));
}

function divergence(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, share, b) => sum + (share - q[b]) * Math.log(share / q[b]), 0);
}
