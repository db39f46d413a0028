/** The values that are neither NaN nor infinite, ascending, in a new array. Cost: O(n log n). */
export function sortedFinite(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).filter(Number.isFinite).sort();
}
