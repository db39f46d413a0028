import { parseDuration } from '../config/index.js';
import { InvalidInput } from '../platform/index.js';
import { HOUR_MS } from './summaries/summary-store.js';

const MAX_WINDOW_MS = 366 * 24 * HOUR_MS;

/**
 * Reads the query parameter `window`.
 *
 * @returns milliseconds
 * @throws InvalidInput
 */
export function windowLength(text: string): number {
  const lengthMs = parseDuration(text);
  if (lengthMs !== undefined && lengthMs >= HOUR_MS && lengthMs <= MAX_WINDOW_MS) return lengthMs;
  throw new InvalidInput([{ field: 'window', detail: 'must be a duration from 1h to 366d, such as 24h or 7d' }]);
}
