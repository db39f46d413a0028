import { totalsOf } from './count-pairs.js';
import type { CountPair } from './count-pairs.js';

/**
 * Jensen-Shannon distance: the root of the mean divergence of two samples from their mixture, in nats.
 *
 *     JS = sqrt((KL(p || m) + KL(q || m)) / 2),   m = (p + q) / 2
 *
 * with p, q the reference and current shares. A metric, finite without any smoothing. For small shifts PSI is about
 * 8 JS^2. On bins it is at most the distance of the unbinned distributions. NannyML states it in base 2: divide by
 * sqrt(ln 2).
 *
 * @param counts both samples in the same bins
 * @returns in [0, sqrt(ln 2) = 0.8326]; undefined when either side has no rows. Cost: O(bins).
 * @throws RangeError when the sides have not the same number of bins
 * @see Lin 1991, IEEE Trans. Inf. Theory 37:145; scipy `spatial.distance.jensenshannon`; Evidently `jensenshannon`
 */
export function jensenShannonDistance(counts: CountPair): number | undefined {
  const totals = totalsOf(counts);
  if (totals === undefined) return undefined;
  let sum = 0;
  for (let b = 0; b < counts.reference.length; b++) {
    const p = counts.reference[b] / totals.reference;
    const q = counts.current[b] / totals.current;
    const mixture = (p + q) / 2;
    if (p > 0) sum += p * Math.log(p / mixture);
    if (q > 0) sum += q * Math.log(q / mixture);
  }
  // Equal shares can sum to a rounding error below 0.
  return Math.sqrt(Math.max(0, sum) / 2);
}
