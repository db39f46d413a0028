import { totalsOf } from './count-pairs.js';
import type { CountPair } from './count-pairs.js';
import { evidentlyShares } from './evidently-bins.js';

/**
 * Kullback-Leibler divergence of the reference from the current sample, in nats:
 *
 *     KL = sum_b p_b ln(p_b / q_b)
 *
 * with p, q the reference and current shares, zeros filled as Evidently does and both brought back to a sum of 1. Not
 * symmetric. The parity mode.
 *
 * @param counts both samples in the same bins (numeric columns: `evidentlyBins`)
 * @returns at least 0; undefined when either side has no rows. Cost: O(bins).
 * @throws RangeError when the sides have not the same number of bins
 * @see Evidently `stattests/kl_div.py`; scipy `stats.entropy(p, q)`
 */
export function kullbackLeibler(counts: CountPair): number | undefined {
  const totals = totalsOf(counts);
  if (totals === undefined) return undefined;
  const p = normalised(evidentlyShares(counts.reference, totals.reference));
  const q = normalised(evidentlyShares(counts.current, totals.current));
  return p.reduce((sum, share, b) => sum + share * Math.log(share / q[b]), 0);
}

function normalised(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}
