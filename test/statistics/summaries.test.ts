import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addCounts,
  binCounts,
  binIndex,
  categoryCounts,
  mergeMoments,
  momentsOf,
  NO_ROWS,
  populationSummary,
  quantileEdges,
  rankInReference,
  referenceRanks,
} from '../../src/statistics/index.js';
import type { Moments } from '../../src/statistics/index.js';
import { column, lattice, normals } from './samples.js';

const columnWithGaps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: -500, max: 500 }) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  ),
  { maxLength: 40 },
);

function expectSame(a: Moments, b: Moments) {
  expect([a.count, a.missing, a.min, a.max]).toEqual([b.count, b.missing, b.min, b.max]);
  expect(a.mean).toBeCloseTo(b.mean, 9);
  expect(a.squaredDistances).toBeCloseTo(b.squaredDistances, 5);
}

describe('moments', () => {
  it('of two parts merge into those of the whole', () => {
    fc.assert(
      fc.property(columnWithGaps, columnWithGaps, (a, b) => {
        expectSame(mergeMoments(momentsOf(a), momentsOf(b)), momentsOf([...a, ...b]));
      }),
    );
  });

  it('merge in any order', () => {
    fc.assert(
      fc.property(columnWithGaps, columnWithGaps, columnWithGaps, (...parts) => {
        const [a, b, c] = parts.map(momentsOf);
        expectSame(mergeMoments(mergeMoments(a, b), c), mergeMoments(a, mergeMoments(b, c)));
        expectSame(mergeMoments(a, b), mergeMoments(b, a));
      }),
    );
  });

  it('are left as they are by no rows', () => {
    const some = momentsOf([1, 5, Number.NaN]);
    expect(mergeMoments(some, NO_ROWS)).toEqual(some);
    expect(mergeMoments(NO_ROWS, some)).toEqual(some);
    expect(momentsOf([])).toEqual(NO_ROWS);
  });

  it('keep the variance of values far from 0 (numpy 1.24.2: var of 1e9 + 4, 7, 13, 16 is 22.5)', () => {
    const far = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16];
    expect(populationSummary(momentsOf(far))?.standardDeviation).toBeCloseTo(Math.sqrt(22.5), 10);
    const merged = mergeMoments(momentsOf(far.slice(0, 1)), momentsOf(far.slice(1)));
    expect(populationSummary(merged)?.standardDeviation).toBeCloseTo(Math.sqrt(22.5), 10);
  });

  it('read as figures, unknown while no row has a value', () => {
    expect(populationSummary(momentsOf([2, 4, Number.NaN, Infinity]))).toEqual({
      count: 2,
      missingRatio: 0.5,
      mean: 3,
      standardDeviation: 1,
      min: 2,
      max: 4,
    });
    expect(populationSummary(momentsOf([Number.NaN]))).toBeUndefined();
  });
});

describe('quantile bins', () => {
  it('hold a tenth of a continuous reference each', () => {
    const reference = normals(2000, 0, 3);
    expect(binCounts(reference, quantileEdges(reference)!)).toEqual({ counts: new Array(10).fill(200), missing: 0 });
  });

  it('give a value with more than its share a bin of its own, wherever it lies', () => {
    const mostlyZero = [...new Array<number>(950).fill(0), ...lattice(50, 17, 101)];
    expect(quantileEdges(mostlyZero)).toEqual([0]);
    const mostlyOne = [...new Array<number>(50).fill(0), ...new Array<number>(950).fill(1)];
    expect(quantileEdges(mostlyOne)).toEqual([0]);
    expect(binCounts(mostlyOne, [0]).counts).toEqual([50, 950]);
  });

  it('see a constant column move either way', () => {
    const edges = quantileEdges([7, 7, 7])!;
    expect([6.999, 7, 7.001].map((value) => binIndex(value, edges))).toEqual([0, 1, 2]);
    expect([-1e-9, 0, 1e-9].map((value) => binIndex(value, quantileEdges([0, 0])!))).toEqual([0, 1, 2]);
  });

  it('are never empty on their own reference, unless it is constant', () => {
    fc.assert(
      fc.property(column, fc.integer({ min: 2, max: 12 }), (reference, bins) => {
        const edges = quantileEdges(reference, bins)!;
        const { counts } = binCounts(reference, edges);
        if (new Set(reference).size === 1) expect(counts).toEqual([0, reference.length, 0]);
        else {
          expect(counts.every((count) => count > 0)).toBe(true);
          expect(edges.length).toBeLessThan(bins);
          expect(edges.length).toBeGreaterThan(0);
        }
      }),
    );
    expect(quantileEdges([Number.NaN])).toBeUndefined();
  });

  it('count missing values apart and add up over periods', () => {
    const edges = [0, 10];
    const monday = binCounts([-1, 0, 5, Number.NaN], edges);
    const tuesday = binCounts([10, 11], edges);
    expect(monday).toEqual({ counts: [2, 1, 0], missing: 1 });
    expect(addCounts(monday.counts, tuesday.counts)).toEqual(binCounts([-1, 0, 5, 10, 11], edges).counts);
    expect(() => addCounts([1], [1, 2])).toThrow(RangeError);
  });
});

describe('ranks in a reference', () => {
  const bucketShares = (ranks: number[]) => {
    const counts = new Array<number>(10).fill(0);
    for (const rank of ranks) counts[Math.min(9, Math.floor(rank * 10))]++;
    return counts.map((count) => count / ranks.length);
  };

  it('are flat for a column that has not drifted', () => {
    const ranks = referenceRanks(normals(5000, 0, 5))!;
    const shares = bucketShares(normals(5000, 0, 6).map((value) => rankInReference(value, ranks)));
    expect(Math.max(...shares.map((share) => Math.abs(share - 0.1)))).toBeLessThan(0.02);
  });

  it('are flat for a column of ties as well, when each row brings a position of its own', () => {
    const yesNo = lattice(2000, 619, 1009).map((x) => (x < 0.3 ? 1 : 0));
    const ranks = referenceRanks(yesNo)!;
    const positions = lattice(2000, 1237, 10007);
    const shares = bucketShares(yesNo.map((value, i) => rankInReference(value, ranks, positions[i])));
    expect(Math.max(...shares.map((share) => Math.abs(share - 0.1)))).toBeLessThan(0.02);
  });

  it('are 0 and 1 outside the range of the reference', () => {
    const ranks = referenceRanks([1, 2, 3])!;
    expect([0.9, 3.1].map((value) => rankInReference(value, ranks))).toEqual([0, 1]);
    expect(referenceRanks([])).toBeUndefined();
  });

  it('never decrease and are off by no more than one step', () => {
    fc.assert(
      fc.property(column, fc.integer({ min: 1, max: 30 }), (reference, points) => {
        const ranks = referenceRanks(reference, points)!;
        expect(ranks.values.length).toBeLessThanOrEqual(points + 1);
        let previous = 0;
        for (let tenths = -55; tenths <= 55; tenths++) {
          const value = tenths / 10;
          const rank = rankInReference(value, ranks);
          const below = reference.filter((other) => other < value).length;
          const upTo = reference.filter((other) => other <= value).length;
          expect(rank).toBeGreaterThanOrEqual(Math.max(previous, below / reference.length - 1 / points) - 1e-12);
          expect(rank).toBeLessThanOrEqual(upTo / reference.length + 1 / points + 1e-12);
          previous = rank;
        }
      }),
    );
  });
});

it('categories are counted side by side, new ones last', () => {
  expect(categoryCounts(['b', 'a', 'b'], ['c', 'a', 'a', '__proto__'])).toEqual({
    categories: ['b', 'a', 'c', '__proto__'],
    reference: [2, 1, 0, 0],
    current: [0, 2, 1, 1],
  });
});
