import { expect, it } from 'vitest';
import { psi, quantilePsi } from '../../src/statistics/index.js';

const uniform = Array.from({ length: 1_000 }, (_, place) => place / 1_000);

it('is the PSI of counts in the reference’s tenths', () => {
  const low = uniform.map((value) => value / 2);
  const tenths = { reference: new Array<number>(10).fill(100), current: [200, 200, 200, 200, 200, 0, 0, 0, 0, 0] };
  expect(quantilePsi(uniform, low)).toBeCloseTo(psi(tenths)!, 1);
  expect(quantilePsi(uniform, uniform)).toBe(0);
});

it('is not there without a reference', () => {
  expect(quantilePsi([], uniform)).toBeUndefined();
});
