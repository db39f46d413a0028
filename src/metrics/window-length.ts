import { parseDuration } from '../config/index.js';
import { InvalidInput } from '../platform/index.js';
import { HOUR_MS } from './summaries/summary-store.js';

const DAY_MS = 24 * HOUR_MS;

/**
 * Reads the query parameter `window`.
 *
 * @param maxDays the longest window that the reader can afford: its cost grows with the hours
 * @returns milliseconds
 * @throws InvalidInput
 */
export function windowLength(text: string, maxDays = 366): number {
  const lengthMs = parseDuration(text);
  if (lengthMs !== undefined && lengthMs >= HOUR_MS && lengthMs <= maxDays * DAY_MS) return lengthMs;
  throw new InvalidInput([{ field: 'window', detail: `must be a duration from 1h to ${maxDays}d, such as 24h or 7d` }]);
}
