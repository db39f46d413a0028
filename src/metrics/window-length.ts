import { formatDuration, parseDuration } from '../config/index.js';
import { InvalidInput } from '../platform/index.js';
import { HOUR_MS } from './summaries/summary-store.js';

const YEAR_MS = 366 * 24 * HOUR_MS;

/**
 * Reads the query parameter `window`.
 *
 * @param keptMs how long predictions are kept, `retention.predictions` of the config: no window says what is forgotten
 * @param longestMs the longest window that the reader can afford: its cost grows with the hours
 * @returns milliseconds
 * @throws InvalidInput
 */
export function windowLength(text: string, keptMs: number, longestMs = YEAR_MS): number {
  const lengthMs = parseDuration(text);
  const maxMs = Math.min(keptMs, longestMs);
  if (lengthMs !== undefined && lengthMs >= HOUR_MS && lengthMs <= maxMs) return lengthMs;
  const why = keptMs < longestMs ? ' (older predictions are forgotten: retention.predictions)' : '';
  const detail = `must be a duration from 1h to ${formatDuration(maxMs)}${why}, such as 24h or 7d`;
  throw new InvalidInput([{ field: 'window', detail }]);
}
