import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learnBinning, rowBinner, rowStride, type FeatureBinning } from '../../src/forest/index.js';

const SEED = 42;
const labelsFor = (column: ArrayLike<number>) => Uint8Array.from(column, (_, row) => (row % 3 === 0 ? 1 : 0));

function learn(values: number[], maxBins = 255) {
  const column = Float64Array.from(values);
  return { column, binning: learnBinning(column, 'numeric', labelsFor(column), maxBins, SEED) };
}

function tableOf(binning: FeatureBinning): Float64Array {
  return binning.kind === 'numeric' ? binning.cuts : binning.categories;
}

function binsOf(column: Float64Array, binning: ReturnType<typeof learnBinning>): number[] {
  const matrix = new Uint8Array(column.length * rowStride(1));
  rowBinner([column], [binning], matrix)(0, column.length);
  return Array.from(column, (_, row) => matrix[row * rowStride(1)]);
}

describe('bins of a numeric feature', () => {
  test('few distinct values have a bin each, with cuts midway', () => {
    expect(learn([3, 1, 1, 2, NaN]).binning).toEqual({ kind: 'numeric', cuts: Float64Array.of(1.5, 2.5) });
  });

  test('many values share bins of which no one holds much more than its part of a class', () => {
    const { column, binning } = learn(
      Array.from({ length: 5000 }, (_, k) => k ** 2),
      100,
    );
    const counts = new Array<number>(100).fill(0);
    for (const bin of binsOf(column, binning)) counts[bin]++;
    expect(Math.max(...counts)).toBeLessThan((4 * 5000) / 100);
  });

  test('the few values of a column that is mostly missing have bins as those of a full one', () => {
    const column = new Float64Array(1_000_000).fill(NaN);
    const labels = new Uint8Array(column.length);
    for (let row = 0; row < column.length; row += 3500) {
      column[row] = row;
      labels[row] = (row / 3500) % 2;
    }
    expect(tableOf(learnBinning(column, 'numeric', labels, 255, SEED)).length).toBeGreaterThan(240);
  });

  test('a sample of a long column is of all its parts, also where it is sorted', () => {
    const { column, binning } = learn(Array.from({ length: 100_000 }, (_, row) => row));
    const rowsByBin = new Array<number>(255).fill(0);
    for (const bin of binsOf(column, binning)) rowsByBin[bin]++;
    expect(Math.max(...rowsByBin)).toBeLessThan((4 * 100_000) / 255);
  });

  test('where the rarer class lies, there are cuts: half of them in a tail of one row in 200', () => {
    const nRows = 60_000;
    const column = Float64Array.from({ length: nRows }, (_, row) => (row * 7919) % nRows);
    const tail = 0.995 * nRows;
    const labels = Uint8Array.from(column, (value) => (value >= tail ? 1 : 0));
    const cuts = tableOf(learnBinning(column, 'numeric', labels, 255, SEED));
    expect(cuts.filter((cut) => cut >= tail).length).toBeGreaterThan(120);
    expect(cuts.filter((cut) => cut < tail).length).toBeGreaterThan(120);
  });

  test('a missing value has the bin 255', () => {
    const { binning } = learn([1, 2, 3]);
    expect(binsOf(Float64Array.of(NaN, 1), binning)).toEqual([255, 0]);
  });

  test('law: bin(x) <= t exactly when x <= cuts[t], for any values and any number of bins', () => {
    const value = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -5, max: 5 }));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 2, max: 255 }),
        (values, maxBins) => {
          const { column, binning } = learn(values, maxBins);
          if (binning.kind !== 'numeric') throw new Error('A numeric feature has numeric bins.');
          expect(binning.cuts.length).toBeLessThan(maxBins);
          binsOf(column, binning).forEach((bin, row) => {
            binning.cuts.forEach((cut, t) => {
              expect(bin <= t).toBe(column[row] <= cut);
            });
          });
        },
      ),
      { seed: SEED, numRuns: 60 },
    );
  });
});

describe('bins of a categorical feature', () => {
  test('the most frequent categories have a bin each, the others that of missing values', () => {
    const column = Float64Array.of(7, 7, 7, 3, 3, 9, NaN);
    const binning = learnBinning(column, 'categorical', labelsFor(column), 2, SEED);
    expect(binning).toEqual({ kind: 'categorical', categories: Float64Array.of(3, 7) });
    expect(binsOf(column, binning)).toEqual([1, 1, 1, 0, 0, 255, 255]);
  });
});
