import { binCounts, quantileEdges } from '../summaries/bins.js';
import { psi } from './psi.js';

/**
 * PSI of values over deciles of a reference.
 *
 * @returns at least 0; undefined when the reference has no values to cut into bins. Cost: O(n log n).
 */
export function quantilePsi(reference: ArrayLike<number>, current: ArrayLike<number>): number | undefined {
  const edges = quantileEdges(reference);
  return edges && psi({ reference: binCounts(reference, edges).counts, current: binCounts(current, edges).counts });
}
