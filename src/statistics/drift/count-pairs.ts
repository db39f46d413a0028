/** A reference and a current sample, counted in the same bins or categories. */
export interface CountPair {
  reference: ArrayLike<number>;
  current: ArrayLike<number>;
}

/**
 * The totals of both sides.
 *
 * @returns the two totals; undefined when either side has no rows
 * @throws RangeError when the sides have not the same number of bins
 */
export function totalsOf({ reference, current }: CountPair): { reference: number; current: number } | undefined {
  if (reference.length !== current.length) {
    throw new RangeError(`expected counts of the same bins, got ${reference.length} and ${current.length}`);
  }
  const totals = { reference: totalOf(reference), current: totalOf(current) };
  return totals.reference > 0 && totals.current > 0 ? totals : undefined;
}

function totalOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let b = 0; b < counts.length; b++) total += counts[b];
  return total;
}
