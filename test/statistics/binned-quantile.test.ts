import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binIndex, binnedQuantile } from '../../src/statistics/index.js';

const EDGES = [1, 4, 16];

describe('a quantile from counts in bins', () => {
  it('is the geometric middle of the bin that holds the wanted row', () => {
    expect(binnedQuantile([0, 5, 5, 0], EDGES, 0.5)).toEqual({ value: 2, lower: 1, upper: 4 });
    expect(binnedQuantile([0, 5, 5, 0], EDGES, 0.51)).toEqual({ value: 8, lower: 4, upper: 16 });
  });

  it('has only one edge at either end', () => {
    expect(binnedQuantile([1, 0, 0, 0], EDGES, 1)).toEqual({ value: 0.5, lower: 0, upper: 1 });
    expect(binnedQuantile([0, 0, 0, 1], EDGES, 0.1)).toEqual({ value: 16, lower: 16, upper: Infinity });
  });

  it('is undefined without rows, and refuses what does not fit', () => {
    expect(binnedQuantile([0, 0, 0, 0], EDGES, 0.5)).toBeUndefined();
    expect(() => binnedQuantile([1, 2], EDGES, 0.5)).toThrow('expected one count more than edges, got 2 and 3');
    expect(() => binnedQuantile([1, 2, 3, 4], EDGES, 0)).toThrow('expected a share in (0, 1], got 0');
  });

  it('lies in the same bin as the exact quantile', () => {
    const values = fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (sample, share) => {
        const counts = [0, 0, 0, 0];
        for (const value of sample) counts[binIndex(value, EDGES)] += 1;
        const exact = sample.toSorted((a, b) => a - b)[Math.ceil(share * sample.length) - 1];
        const { lower, upper } = binnedQuantile(counts, EDGES, share)!;
        expect(exact).toBeGreaterThanOrEqual(lower);
        expect(exact).toBeLessThanOrEqual(upper);
      }),
    );
  });
});
