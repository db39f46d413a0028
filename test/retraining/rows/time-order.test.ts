import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeOrder } from '../../../src/retraining/rows/time-order.js';

const FROM_1900_TO_2200 = { min: Date.UTC(1900, 0, 1), max: Date.UTC(2200, 0, 1) };

it('orders rows by time, those of one time as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer(FROM_1900_TO_2200), fc.constantFrom(0, 1, 2))), (times) => {
      const expected = times.map((_, row) => row).sort((a, b) => times[a] - times[b] || a - b);
      expect([...timeOrder(Float64Array.from(times))]).toEqual(expected);
    }),
  );
});

it('numbers no more rows than it can tell apart', () => {
  expect(() => timeOrder(new Float64Array(2 ** 20 + 1))).toThrow('1048577 rows; expected at most 1048576.');
});
