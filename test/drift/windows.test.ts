import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planWindows, reachOf, rowsIn } from '../../src/drift/checks/windows.js';
import { DAY_MS, HOUR_MS } from './traffic.js';

const RULE = { minimumRows: 500, cycleMs: DAY_MS, longestMs: 7 * DAY_MS };
const NOW = Date.parse('2026-03-04T12:40:00Z');
const NOON = Date.parse('2026-03-04T12:00:00Z');

/** So many rows in each of the last 14 days' hours. */
const steady = (perHour: number) =>
  Array.from({ length: 14 * 24 + 1 }, (_, back) => ({ hour: NOON - back * HOUR_MS, scored: perHour }));

describe('windows', () => {
  it('of a busy service are one day and the hour in progress, and the day before', () => {
    expect(planWindows(steady(10_000), NOW, RULE)).toEqual({
      current: { from: NOON - DAY_MS, to: NOON + HOUR_MS },
      previous: { from: NOON - 2 * DAY_MS, to: NOON - DAY_MS },
    });
  });

  it('reach back in whole days until they hold the minimum of rows', () => {
    // 25 hours of 10 rows are too few, 49 and 73 too; the window before has 48, then 72 hours: 720 rows.
    expect(planWindows(steady(10), NOW, RULE)).toEqual({
      current: { from: NOON - 3 * DAY_MS, to: NOON + HOUR_MS },
      previous: { from: NOON - 6 * DAY_MS, to: NOON - 3 * DAY_MS },
    });
  });

  it('of a service without traffic are the longest allowed', () => {
    const { current, previous } = planWindows([], NOW, RULE);
    expect(current).toEqual({ from: NOON - 7 * DAY_MS, to: NOON + HOUR_MS });
    expect(previous).toEqual({ from: NOON - 14 * DAY_MS, to: NOON - 7 * DAY_MS });
    expect(previous.from).toBe(reachOf(NOW, RULE).from);
  });

  it('share no row, are whole cycles, and are never longer than the minimum of rows needs', () => {
    const hour = fc.record({ hour: fc.integer({ min: 0, max: 336 }), scored: fc.integer({ min: 0, max: 300 }) });
    fc.assert(
      fc.property(fc.uniqueArray(hour, { selector: (each) => each.hour }), (back) => {
        const hours = back.map((each) => ({ hour: NOON - each.hour * HOUR_MS, scored: each.scored }));
        const { current, previous } = planWindows(hours, NOW, RULE);
        expect(previous.to).toBe(current.from);
        for (const [span, whole] of [
          [current, current.to - HOUR_MS],
          [previous, previous.to],
        ] as const) {
          const length = whole - span.from;
          expect(length % DAY_MS).toBe(0);
          expect(length).toBeLessThanOrEqual(RULE.longestMs);
          if (rowsIn(hours, span) < RULE.minimumRows) expect(length).toBe(RULE.longestMs);
          if (length > DAY_MS) {
            expect(rowsIn(hours, { from: span.from + DAY_MS, to: span.to })).toBeLessThan(RULE.minimumRows);
          }
        }
      }),
    );
  });
});
