import { HOUR_MS } from '../summaries/summary-store.js';
import type { HourCount, Span } from '../summaries/summary-windows.js';

/** An hour is closed when its predictions have had time to be summarised. */
const SETTLE_MS = 5 * 60_000;

/** Up to when hours are closed, in milliseconds since 1970. */
export function closedUntil(now: number): number {
  return Math.floor((now - SETTLE_MS) / HOUR_MS) * HOUR_MS;
}

/**
 * Cuts the hours of a version into chunks of whole hours, each as soon as it holds enough rows. The hours left over
 * belong to a chunk that is still open.
 *
 * @param hours closed ones, oldest first, after the last chunk
 */
export function closedChunks(hours: readonly HourCount[], chunkRows: number): Span[] {
  const chunks: Span[] = [];
  let from: number | undefined;
  let rows = 0;
  for (const { hour, scored } of hours) {
    from ??= hour;
    rows += scored;
    if (rows < chunkRows) continue;
    chunks.push({ from, to: hour + HOUR_MS });
    from = undefined;
    rows = 0;
  }
  return chunks;
}
