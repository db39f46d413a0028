/** The same categories counted in a reference and in a current sample; a category absent from one counts 0 there. */
export interface CategoryCounts {
  /** Every category of either sample: the reference's in order of first appearance, then new ones. */
  categories: (string | number)[];
  reference: number[];
  current: number[];
}

/**
 * Counts two columns by category. Rows without a value must be left out by the caller.
 *
 * @param reference one category a row
 * @param current one category a row
 * @returns counts side by side; empty arrays without rows. Cost: O(n).
 */
export function categoryCounts(
  reference: ArrayLike<string | number>,
  current: ArrayLike<string | number>,
): CategoryCounts {
  const positions = new Map<string | number, number>();
  const countInto = (sample: ArrayLike<string | number>): number[] => {
    const counts = new Array<number>(positions.size).fill(0);
    for (let i = 0; i < sample.length; i++) {
      const position = positions.get(sample[i]) ?? positions.size;
      if (position === positions.size) {
        positions.set(sample[i], position);
        counts.push(0);
      }
      counts[position]++;
    }
    return counts;
  };
  const referenceCounts = countInto(reference);
  const currentCounts = countInto(current);
  while (referenceCounts.length < positions.size) referenceCounts.push(0);
  return { categories: [...positions.keys()], reference: referenceCounts, current: currentCounts };
}
