import fc from 'fast-check';

/** n numbers of (0, 1) that any language reproduces exactly: (i * step mod modulus) / modulus for i = 1..n. */
export function lattice(n: number, step: number, modulus: number): number[] {
  return Array.from({ length: n }, (_, i) => (((i + 1) * step) % modulus) / modulus);
}

/** Normal numbers with the given mean, standard deviation 1, the same for the same seed. */
export function normals(n: number, mean: number, seed: number): number[] {
  const next = seededNormals(seed);
  return Array.from({ length: n }, () => mean + next());
}

/** Scores of two decimals, so that ties are common, with labels. */
export const labelledScores = fc
  .array(
    fc.record({ score: fc.integer({ min: 0, max: 100 }).map((cents) => cents / 100), label: fc.constantFrom(0, 1) }),
    {
      minLength: 1,
      maxLength: 80,
    },
  )
  .map((rows) => ({ scores: rows.map(({ score }) => score), labels: rows.map(({ label }) => label) }));

/** Counts of two samples in the same bins, at least one row on each side. */
export const countPair = fc
  .array(fc.tuple(fc.nat(40), fc.nat(40)), { minLength: 1, maxLength: 12 })
  .map((bins) => ({ reference: bins.map(([r]) => r), current: bins.map(([, c]) => c) }))
  .filter(({ reference, current }) => reference.some((r) => r > 0) && current.some((c) => c > 0));

/** A column of small decimals, where ties are common. */
export const column = fc.array(
  fc.integer({ min: -50, max: 50 }).map((tenths) => tenths / 10),
  { minLength: 1, maxLength: 60 },
);

/** Box and Muller's normals from a Park-Miller generator: good enough to draw samples for tests. */
function seededNormals(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  const uniform = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  for (let i = 0; i < 10; i++) uniform();
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
