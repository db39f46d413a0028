/**
 * A seeded generator of uniform numbers: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators",
 * ACM TOMS 2021), its state filled by splitmix32. Not for secrets.
 *
 * The pair (seed, stream) names a sequence: tree 7 draws the same numbers on whichever thread it grows. Two pairs start from the same
 * 32-bit state, and are then one sequence, with a chance of 2^-32.
 */
export class Random {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;

  /** @param seed any integer, of which 32 bits count. @param stream which of the seed's sequences. */
  constructor(seed: number, stream = 0) {
    let state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((stream | 0) + 1, 0x85ebca77)) | 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.s0 = next();
    this.s1 = next();
    this.s2 = next();
    this.s3 = next() | 1; // an all-zero state would stay zero
  }

  /** An integer in [0, 2^32). */
  uint32(): number {
    const t = Math.imul(this.s1, 5);
    const result = Math.imul((t << 7) | (t >>> 25), 9) >>> 0;
    const shifted = this.s1 << 9;
    this.s2 ^= this.s0;
    this.s3 ^= this.s1;
    this.s1 ^= this.s2;
    this.s0 ^= this.s3;
    this.s2 ^= shifted;
    this.s3 = (this.s3 << 11) | (this.s3 >>> 21);
    return result;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.uint32() * 2 ** -32;
  }

  /** An integer in [0, bound); bound at most 2^31. The bias is below bound / 2^32. */
  below(bound: number): number {
    return (this.unit() * bound) | 0;
  }
}
