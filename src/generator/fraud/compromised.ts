import { DAY_MS } from '../calendar.js';
import type { Random } from '../random.js';

/**
 * The cards or terminals that are in thieves' hands at the moment: a constant number of them, each for a while, and replaced by a random
 * other when that is found out. Memory: that number.
 */
export class Compromised<T> {
  private readonly victims: T[];
  private readonly until: number[];

  /**
   * @param share share of the candidates that are compromised at any time; at least one is
   * @param meanDays mean time in thieves' hands; each case lasts 0.5 to 1.5 times as long
   */
  constructor(
    private readonly candidates: readonly T[],
    share: number,
    private readonly meanDays: number,
    private readonly random: Random,
  ) {
    const count = Math.max(1, Math.round(share * candidates.length));
    this.victims = Array.from({ length: count }, () => random.pick(candidates));
    this.until = Array.from({ length: count }, () => -Infinity);
  }

  /** One of the victims at that time, which never goes back from call to call. Cost: constant. */
  victimAt(at: number): T {
    const slot = this.random.below(this.victims.length);
    if (at >= this.until[slot]) {
      this.victims[slot] = this.random.pick(this.candidates);
      this.until[slot] = at + this.meanDays * DAY_MS * this.random.between(0.5, 1.5);
    }
    return this.victims[slot];
  }
}
