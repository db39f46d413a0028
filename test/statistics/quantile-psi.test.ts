import { expect, it } from 'vitest';
import { psi, quantilePsi } from '../../src/statistics/index.js';

const uniform = Array.from({ length: 1_000 }, (_, place) => place / 1_000);

it('is about the PSI of counts in the reference’s tenths, whose edges take in some neighbours', () => {
  const tenths = { reference: new Array<number>(10).fill(100), current: [200, 200, 200, 200, 200, 0, 0, 0, 0, 0] };
  const halved = quantilePsi(
    uniform,
    uniform.map((value) => value / 2),
  )!;
  expect(Math.abs(halved / psi(tenths)! - 1)).toBeLessThan(0.05);
  expect(quantilePsi(uniform, uniform)).toBe(0);
});

it('is not there without a reference', () => {
  expect(quantilePsi([], uniform)).toBeUndefined();
});
