/**
 * Seeded randomness: sfc32, a small fast chaotic generator with a counter, 128 bits of state.
 * Each purpose draws from a stream of its own, so that one more draw for one purpose leaves the others as they were.
 *
 * @see Doty-Humphrey, PractRand (sfc32); Box and Muller 1958, Annals of Mathematical Statistics 29:610
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /**
   * @param seed an integer in [0, 2^53)
   * @param purpose names the stream: another purpose is another, unrelated stream
   */
  constructor(seed: number, purpose: string) {
    this.a = seed | 0;
    this.b = Math.floor(seed / 2 ** 32) | 0;
    this.c = fnv1a(purpose);
    for (let round = 0; round < 15; round++) this.next();
  }

  /** A number in [0, 1), a multiple of 2^-32. */
  uniform(): number {
    return this.next() / 2 ** 32;
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** An integer in [0, count). */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** True with the given probability; always one draw, whatever the probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** One of the list, each as likely. The list must not be empty. */
  pick<T>(list: ArrayLike<T>): T {
    return list[this.below(list.length)];
  }

  /** Exponential with mean 1: the wait for the next event of a process with one event per unit of time. */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }

  /** Standard normal. */
  normal(): number {
    const radius = Math.sqrt(2 * this.exponential());
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Log-normal with the given median; `spread` is the standard deviation of its logarithm. */
  logNormal(median: number, spread: number): number {
    return median * Math.exp(spread * this.normal());
  }

  private next(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}
