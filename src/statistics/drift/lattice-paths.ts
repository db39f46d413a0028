/**
 * The exact chance, without drift, that the two-sample Kolmogorov-Smirnov gap n m |F - G| reaches `widest`.
 *
 * Reading the pooled sample in order is a path over a lattice, a step right for a row of the one sample, a step up for
 * one of the other, all paths equally likely. The path touches the outside when |i m - j n| >= widest at some (i, j).
 * With q(i, j) the share of paths to (i, j) that have touched it,
 *
 *     q(i, j) = 1 outside,   (i q(i-1, j) + j q(i, j-1)) / (i + j) inside,   q(0, 0) = 0
 *
 * Only additions of positive numbers, so that small chances keep their digits.
 *
 * @param widest n m D, a whole number
 * @param n rows of one sample, at least 1
 * @param m rows of the other, at least 1
 * @returns a probability in [0, 1]. Cost: O(n m D) time, O(m) memory.
 * @see Hodges 1958, Arkiv foer Matematik 3:469
 */
export function latticePathSurvival(widest: number, n: number, m: number): number {
  if (widest === 0) return 1;
  const touched = new Float64Array(m + 1).fill(1);
  for (let i = 0; i <= n; i++) {
    // Inside is |i m - j n| < widest.
    const first = Math.max(0, Math.floor((i * m - widest) / n) + 1);
    const last = Math.min(m, Math.ceil((i * m + widest) / n) - 1);
    if (first > 0) touched[first - 1] = 1;
    let j = first;
    if (j === 0) {
      // Straight along the border: never touched before, or for ever after.
      touched[0] = i === 0 ? 0 : touched[0];
      j = 1;
    }
    let left = touched[j - 1];
    for (; j <= last; j++) {
      left = i === 0 ? left : (i * touched[j] + j * left) / (i + j);
      touched[j] = left;
    }
  }
  return touched[m];
}
