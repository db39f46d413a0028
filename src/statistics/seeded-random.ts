/**
 * A small seeded source of uniform numbers (Doty-Humphrey's sfc32), so that the same seed gives the same figure on
 * every machine.
 *
 * @param seed any whole number; its low 32 bits count
 * @returns a function that gives the next number in [0, 1), a multiple of 2^-32, at each call. Period at least 2^32.
 * @see PractRand's sfc32; passes its tests
 */
export function seededRandom(seed: number): () => number {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // The first numbers of neighbouring seeds resemble each other.
  for (let i = 0; i < 15; i++) next();
  return next;
}
