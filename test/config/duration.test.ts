import { describe, expect, it } from 'vitest';
import { formatDuration, formatSpan } from '../../src/config/index.js';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

describe('a span for people', () => {
  it.each([
    [0, '1m'],
    [MINUTE + 1, '2m'],
    [HOUR, '1h'],
    [359 * MINUTE, '5h 59m'],
    [DAY - 1, '1d'],
    [DAY + MINUTE, '1d 1h'],
    [4_319 * MINUTE, '3d'],
    [30 * HOUR, '1d 6h'],
  ])('of %d ms is %s', (milliseconds, text) => {
    expect(formatSpan(milliseconds)).toBe(text);
  });
});

it('a duration of a config is written in one unit that holds it whole', () => {
  expect([250, 90 * MINUTE, 7 * DAY].map(formatDuration)).toEqual(['250ms', '90m', '7d']);
});
