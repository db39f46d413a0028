import { HOUR_MS } from './calendar.js';
import type { Random } from './random.js';

/**
 * The times of the events of a Poisson process in one hour, in order. An hour with another rate is another call: a process whose rate
 * is constant by the hour has no memory across the hours.
 *
 * @param expected mean number of events in the hour, >= 0
 * @yields epoch milliseconds, integers in [hourStart, hourStart + 1 h)
 */
export function* arrivalsInHour(hourStart: number, expected: number, random: Random): Generator<number> {
  if (expected <= 0) return;
  for (let hours = random.exponential() / expected; hours < 1; hours += random.exponential() / expected) {
    yield hourStart + Math.floor(hours * HOUR_MS);
  }
}
