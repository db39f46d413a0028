import type { Random } from '../random.js';

/** Some purchases in a row: how many, and how far apart. */
export interface Burst {
  readonly fewest: number;
  readonly most: number;
  readonly meanPauseMs: number;
}

const SHORTEST_PAUSE_MS = 1_000;

/** Mean number of purchases: every number from the fewest to the most is as likely. */
export function meanLength(burst: Burst): number {
  return (burst.fewest + burst.most) / 2;
}

/** The times of the purchases, epoch milliseconds, the first at `start`; the pauses are exponential. */
export function burstTimes(start: number, burst: Burst, random: Random): readonly number[] {
  const times = [start];
  const length = burst.fewest + random.below(burst.most - burst.fewest + 1);
  while (times.length < length) {
    times.push(times[times.length - 1] + SHORTEST_PAUSE_MS + Math.round(burst.meanPauseMs * random.exponential()));
  }
  return times;
}
