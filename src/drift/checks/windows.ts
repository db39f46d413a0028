import { HOUR_MS, type HourCount, type Span } from '../../metrics/index.js';

export interface WindowRule {
  /** Rows that a window reaches back for. */
  readonly minimumRows: number;
  /** A window is a whole number of these, whole hours. */
  readonly cycleMs: number;
  readonly longestMs: number;
}

/** Two stretches of time without a common row: the one up to now, and the one before it. */
export interface WindowPair {
  readonly current: Span;
  readonly previous: Span;
}

/** As far back as planWindows can reach: two of the longest windows, and the hour in progress. */
export function reachOf(now: number, { longestMs }: WindowRule): Span {
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS;
  return { from: thisHour - 2 * longestMs, to: thisHour + HOUR_MS };
}

/**
 * The shortest windows that hold the minimum of rows, else the longest allowed.
 *
 * A window is a whole number of cycles, so that at any hour of the day it holds each time of day alike: a window of the
 * last 500 rows of a busy service would find that it is morning, and call `hour` drifted. The current window holds the
 * hour in progress besides, so that it is never an hour short.
 *
 * @param hours within `reachOf`, in any order
 * @param now milliseconds since 1970
 */
export function planWindows(hours: readonly HourCount[], now: number, rule: WindowRule): WindowPair {
  const { to } = reachOf(now, rule);
  const current = reachBack(to - HOUR_MS, to, hours, rule);
  return { current, previous: reachBack(current.from, current.from, hours, rule) };
}

/** Predictions in a span. */
export function rowsIn(hours: readonly HourCount[], { from, to }: Span): number {
  return hours.reduce((sum, { hour, scored }) => (hour >= from && hour < to ? sum + scored : sum), 0);
}

/** Whole cycles before `start`, and what is between `start` and `to`. */
function reachBack(start: number, to: number, hours: readonly HourCount[], rule: WindowRule): Span {
  const { minimumRows, cycleMs, longestMs } = rule;
  let from = start - cycleMs;
  while (start - from + cycleMs <= longestMs && rowsIn(hours, { from, to }) < minimumRows) from -= cycleMs;
  return { from, to };
}
