import { totalsOf } from './count-pairs.js';
import type { CountPair } from './count-pairs.js';

/**
 * Hellinger distance: the distance of the square roots of the shares, scaled to [0, 1].
 *
 *     H = sqrt(1 - sum_b sqrt(p_b q_b)) = sqrt(sum_b (sqrt p_b - sqrt q_b)^2 / 2)
 *
 * with p, q the reference and current shares. The second form is computed: the first loses half of the digits near 0.
 * On bins it is at most the distance of the unbinned distributions.
 *
 * @param counts both samples in the same bins
 * @returns in [0, 1], 0 for equal shares, 1 when no bin is common; undefined when either side has no rows.
 *   Cost: O(bins).
 * @throws RangeError when the sides have not the same number of bins
 * @see Hellinger 1909; Evidently `hellinger` (categorical)
 */
export function hellingerDistance(counts: CountPair): number | undefined {
  const totals = totalsOf(counts);
  if (totals === undefined) return undefined;
  let sum = 0;
  for (let b = 0; b < counts.reference.length; b++) {
    const difference =
      Math.sqrt(counts.reference[b] / totals.reference) - Math.sqrt(counts.current[b] / totals.current);
    sum += difference * difference;
  }
  return Math.sqrt(Math.min(1, sum / 2));
}
