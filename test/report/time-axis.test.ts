import { expect, it } from 'vitest';
import { timeLabel } from '../../src/report/plots/time-axis.js';

it.each([
  ['2026-03-04T00:00:00Z', true, '4 Mar'],
  ['2026-03-04T00:00:00Z', false, '4 Mar'],
  ['2026-03-04T14:30:00Z', false, '14:30'],
  ['2026-03-04T14:30:00Z', true, '14:30\n4 Mar'],
])('%s, with its date: %s', (time, withDate, label) => {
  expect(timeLabel(new Date(time), withDate)).toBe(label);
});
