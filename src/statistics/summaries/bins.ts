import { sortedFinite } from './sorted-finite.js';

/** Counts of a column's values in the bins of `edges`; rows without a value apart. */
export interface BinCounts {
  /** One count a bin, edges.length + 1 of them. */
  counts: number[];
  missing: number;
}

/**
 * Edges that cut a reference into bins of about equal row counts (deciles by default).
 *
 * A cut can only fall between two distinct values, and each wanted cut (after n / bins rows, 2 n / bins rows, ...)
 * takes the nearest possible one. So a value that holds more than its share, such as the 95 % of a column that are 0,
 * gets a bin of its own instead of hiding what happens beside it. The edge is the last value before the cut: bin i
 * holds edge[i-1] < x <= edge[i], the first bin reaches down to -Infinity, the last up to Infinity. A constant
 * reference gets three bins, below, at and above its value, so that leaving it is seen.
 *
 * @param reference the values to cut; NaN and infinities are ignored
 * @param bins wanted number of bins, at least 2
 * @returns ascending edges, at most bins - 1 of them unless the reference is constant; undefined without values.
 *   Cost: O(n log n).
 */
export function quantileEdges(reference: ArrayLike<number>, bins = 10): number[] | undefined {
  const sorted = sortedFinite(reference);
  const n = sorted.length;
  if (n === 0) return undefined;
  if (sorted[0] === sorted[n - 1]) return [justBelow(sorted[0]), sorted[0]];
  const edges: number[] = [];
  for (let b = 1; b < bins; b++) {
    const cut = nearestCut(sorted, (b * n) / bins);
    if (edges.length === 0 || sorted[cut - 1] > edges[edges.length - 1]) edges.push(sorted[cut - 1]);
  }
  return edges;
}

/**
 * The bin of a value: the number of edges below it.
 *
 * @param value any finite number
 * @param edges ascending
 * @returns a whole number from 0 to edges.length. Cost: O(log edges).
 */
export function binIndex(value: number, edges: ArrayLike<number>): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Counts a column into bins.
 *
 * @param values one a row; NaN and infinities count as missing
 * @param edges ascending, as `quantileEdges` gives them
 * @returns whole counts. Cost: O(n log edges).
 */
export function binCounts(values: ArrayLike<number>, edges: ArrayLike<number>): BinCounts {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let missing = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) counts[binIndex(values[i], edges)]++;
    else missing++;
  }
  return { counts, missing };
}

/**
 * Adds counts of the same bins, element by element: the counts of two periods together. Associative and commutative.
 *
 * @returns a new array. Cost: O(bins).
 * @throws RangeError when the two have not the same number of bins
 */
export function addCounts(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  if (a.length !== b.length) throw new RangeError(`expected counts of the same bins, got ${a.length} and ${b.length}`);
  return Array.from(a, (count, i) => count + b[i]);
}

/** How many of the sorted values lie before the possible cut that is nearest to `wanted` values. */
function nearestCut(sorted: Float64Array, wanted: number): number {
  const at = Math.min(sorted.length - 1, Math.max(1, Math.round(wanted)));
  const group = sorted[at - 1];
  let below = at - 1;
  while (below > 0 && sorted[below - 1] === group) below--;
  let above = at;
  while (above < sorted.length && sorted[above] === group) above++;
  if (below === 0) return above;
  return above === sorted.length || wanted - below < above - wanted ? below : above;
}

function justBelow(value: number): number {
  return value === 0 ? -Number.MIN_VALUE : value - Math.abs(value) * Number.EPSILON;
}
