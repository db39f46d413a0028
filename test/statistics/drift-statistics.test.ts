import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binCounts,
  binnedKolmogorovSmirnov,
  binnedWasserstein,
  chiSquaredContingency,
  chiSquaredGoodnessOfFit,
  evidentlyBins,
  evidentlyPsi,
  hellingerDistance,
  jensenShannonDistance,
  kolmogorovSmirnov,
  kullbackLeibler,
  momentsOf,
  normalisedWasserstein,
  populationSummary,
  psi,
  twoProportionZ,
} from '../../src/statistics/index.js';
import { column, countPair, lattice } from './samples.js';

const counts = { reference: [120, 30, 50, 0, 7], current: [80, 45, 40, 3, 0] };
const even = lattice(200, 619, 1009);
const skewed = lattice(200, 367, 1013).map((x) => x ** 1.3);
const sevens = Array.from({ length: 60 }, (_, i) => i % 7);
const squares = Array.from({ length: 45 }, (_, i) => (i * i) % 7);

describe('golden figures, scipy 1.10.1 and numpy 1.24.2', () => {
  it('chi2_contingency(correction=False)', () => {
    const test = chiSquaredContingency(counts);
    expect(test?.statistic).toBeCloseTo(18.252530480791346, 11);
    expect(test?.pValue).toBeCloseTo(0.0011014446163488871, 14);
    expect(test?.degreesOfFreedom).toBe(4);
  });

  it('chisquare against the reference shares', () => {
    const test = chiSquaredGoodnessOfFit({ reference: [120, 30, 50, 20], current: [80, 45, 40, 8] });
    expect(test?.statistic).toBeCloseTo(25.423892100192678, 11);
    expect(test?.pValue).toBeCloseTo(1.258940847229357e-5, 15);
  });

  it('jensenshannon, Hellinger, PSI with half a count', () => {
    expect(jensenShannonDistance(counts)).toBeCloseTo(0.1724785023413291, 13);
    expect(hellingerDistance(counts)).toBeCloseTo(0.19429642646077389, 13);
    expect(psi(counts)).toBeCloseTo(0.21515601647977023, 13);
  });

  it('the two-proportion z test', () => {
    const test = twoProportionZ({ count: 37, total: 400 }, { count: 52, total: 310 });
    expect(test?.z).toBeCloseTo(-3.003026551837019, 12);
    expect(test?.pValue).toBeCloseTo(0.00267309108567891, 14);
  });

  it.each([
    ['equal sizes', even, skewed, 0.11, 0.17793352788293415, 0.16496264039322706, 0.22547510996439632],
    [
      'unequal sizes',
      even,
      skewed.slice(0, 137),
      0.10635036496350365,
      0.2897997821631757,
      0.297329172560059,
      0.2210339916177237,
    ],
    ['ties', sevens, squares, 0.26666666666666666, 0.04365421878938669, 0.04021637730721683, 0.46362927494912015],
  ])('ks_2samp and wasserstein_distance / std, %s', (_, a, b, statistic, exact, asymptotic, distance) => {
    expect(kolmogorovSmirnov(a, b, 'exact')?.statistic).toBeCloseTo(statistic, 14);
    expect(kolmogorovSmirnov(a, b, 'exact')?.pValue).toBeCloseTo(exact, 11);
    expect(kolmogorovSmirnov(a, b, 'asymptotic')?.pValue).toBeCloseTo(asymptotic, 11);
    expect(normalisedWasserstein(a, b)).toBeCloseTo(distance, 13);
  });
});

describe('laws of the statistics of counts', () => {
  const distances = { psi, jensenShannonDistance, hellingerDistance, kullbackLeibler };

  it.each(Object.entries(distances))('%s is at least 0, and 0 for equal counts', (_, distance) => {
    fc.assert(
      fc.property(countPair, (pair) => {
        expect(distance(pair)).toBeGreaterThanOrEqual(-1e-15);
        expect(distance({ reference: pair.reference, current: pair.reference })).toBeCloseTo(0, 12);
      }),
    );
  });

  it.each(Object.entries({ psi, evidentlyPsi, jensenShannonDistance, hellingerDistance }))(
    '%s does not care which side is the reference, nor in which order the bins come',
    (_, distance) => {
      fc.assert(
        fc.property(countPair, ({ reference, current }) => {
          expect(distance({ reference: current, current: reference })).toBeCloseTo(
            distance({ reference, current })!,
            10,
          );
          const turned = { reference: reference.toReversed(), current: current.toReversed() };
          expect(distance(turned)).toBeCloseTo(distance({ reference, current })!, 10);
        }),
      );
    },
  );

  it('Jensen-Shannon stays below sqrt(ln 2), Hellinger below 1, and both reach it without a common bin', () => {
    fc.assert(
      fc.property(countPair, (pair) => {
        expect(jensenShannonDistance(pair)).toBeLessThanOrEqual(Math.sqrt(Math.LN2) + 1e-12);
        expect(hellingerDistance(pair)).toBeLessThanOrEqual(1);
      }),
    );
    expect(jensenShannonDistance({ reference: [3, 0], current: [0, 9] })).toBeCloseTo(Math.sqrt(Math.LN2), 14);
    expect(hellingerDistance({ reference: [3, 0], current: [0, 9] })).toBe(1);
  });

  it('PSI is about 8 times the squared Jensen-Shannon distance for small shifts', () => {
    const pair = { reference: [10_000, 20_000, 30_000], current: [10_300, 19_600, 30_100] };
    expect(psi(pair)! / jensenShannonDistance(pair)! ** 2).toBeCloseTo(8, 1);
  });

  it('the contingency test is symmetric; p is in [0, 1] and 1 for equal shares', () => {
    fc.assert(
      fc.property(countPair, ({ reference, current }) => {
        const there = chiSquaredContingency({ reference, current })!;
        const back = chiSquaredContingency({ reference: current, current: reference })!;
        expect(there.statistic).toBeCloseTo(back.statistic, 9);
        expect(there.pValue).toBeGreaterThanOrEqual(0);
        expect(there.pValue).toBeLessThanOrEqual(1);
        expect(chiSquaredContingency({ reference, current: reference })?.pValue).toBe(1);
      }),
    );
  });

  it('the one-sample test takes a category that the reference lacks for certain drift', () => {
    expect(chiSquaredGoodnessOfFit({ reference: [5, 0], current: [500, 1] })).toEqual({
      statistic: Infinity,
      degreesOfFreedom: 1,
      pValue: 0,
    });
    expect(chiSquaredContingency({ reference: [5, 0], current: [500, 1] })?.pValue).toBeGreaterThan(0.9);
  });

  it('z squared is the contingency statistic of two categories', () => {
    const z = twoProportionZ({ count: 37, total: 400 }, { count: 52, total: 310 })!.z;
    expect(chiSquaredContingency({ reference: [37, 363], current: [52, 258] })?.statistic).toBeCloseTo(z * z, 11);
    expect(twoProportionZ({ count: 0, total: 9 }, { count: 0, total: 4 })).toEqual({ z: 0, pValue: 1 });
    expect(twoProportionZ({ count: 0, total: 0 }, { count: 0, total: 4 })).toBeUndefined();
  });

  it.each(
    Object.entries({
      ...distances,
      evidentlyPsi,
      chiSquaredContingency,
      chiSquaredGoodnessOfFit,
      binnedKolmogorovSmirnov,
    }),
  )('%s knows nothing when a side has no rows, and refuses bins that do not fit', (_, statistic) => {
    expect(statistic({ reference: [0, 0], current: [1, 2] })).toBeUndefined();
    expect(() => statistic({ reference: [1], current: [1, 2] })).toThrow(RangeError);
  });
});

describe('laws of the statistics of samples', () => {
  it('Kolmogorov-Smirnov is symmetric, in [0, 1], and blind to a monotone transform', () => {
    fc.assert(
      fc.property(column, column, (a, b) => {
        const there = kolmogorovSmirnov(a, b)!;
        const back = kolmogorovSmirnov(b, a)!;
        expect(back.statistic).toBe(there.statistic);
        expect(back.pValue).toBeCloseTo(there.pValue, 12);
        for (const figure of [there.statistic, there.pValue]) {
          expect(figure).toBeGreaterThanOrEqual(0);
          expect(figure).toBeLessThanOrEqual(1 + 1e-12);
        }
        expect(kolmogorovSmirnov(a.map(Math.exp), b.map(Math.exp))).toEqual(there);
      }),
    );
  });

  it('the exact p-value of one row against one is 1, and of full separation 2 / C(n + m, n)', () => {
    expect(kolmogorovSmirnov([1], [2])).toEqual({ statistic: 1, pValue: 1 });
    expect(kolmogorovSmirnov([1, 2, 3], [4, 5, 6, 7])?.pValue).toBeCloseTo(2 / 35, 14);
  });

  it('an overwhelming gap is not counted path by path: the asymptotic p is as good as 0', () => {
    const far = even.map((x) => x + 0.6);
    expect(kolmogorovSmirnov(even, far)?.pValue).toBe(kolmogorovSmirnov(even, far, 'asymptotic')?.pValue);
    expect(kolmogorovSmirnov(even, far)?.pValue).toBeLessThan(1e-25);
  });

  it('a shift by s moves the Wasserstein distance by s standard deviations', () => {
    fc.assert(
      fc.property(column, fc.integer({ min: 0, max: 90 }), (a, shift) => {
        const deviation = Math.max(0.001, populationSummary(momentsOf(a))!.standardDeviation);
        const moved = a.map((value) => value + shift);
        expect(normalisedWasserstein(a, moved)! * deviation).toBeCloseTo(shift, 9);
      }),
    );
  });

  it('missing values are dropped; an empty side is no answer', () => {
    expect(normalisedWasserstein([1, Number.NaN, 2], [Infinity, 1, 2])).toBe(0);
    expect(kolmogorovSmirnov([Number.NaN], [1])).toBeUndefined();
    expect(normalisedWasserstein([1], [])).toBeUndefined();
    expect(evidentlyBins([], [1])).toBeUndefined();
  });

  it('the binned forms hold the unbinned figure between their bounds', () => {
    fc.assert(
      fc.property(column, column, fc.uniqueArray(fc.integer({ min: -45, max: 45 }), { maxLength: 8 }), (a, b, cuts) => {
        const edges = cuts.sort((x, y) => x - y).map((tenths) => tenths / 10);
        const pair = { reference: binCounts(a, edges).counts, current: binCounts(b, edges).counts };
        const deviation = populationSummary(momentsOf(a))!.standardDeviation;
        const [min, max] = [Math.min(...a, ...b), Math.max(...a, ...b)];
        for (const [exact, bounded] of [
          [kolmogorovSmirnov(a, b)!.statistic, binnedKolmogorovSmirnov(pair)!.statistic],
          [normalisedWasserstein(a, b)!, binnedWasserstein(pair, { edges, min, max, standardDeviation: deviation })!],
        ] as const) {
          for (const figure of [exact, bounded.value]) {
            expect(figure).toBeGreaterThanOrEqual(bounded.lower - 1e-9);
            expect(figure).toBeLessThanOrEqual(bounded.upper + 1e-9);
          }
        }
      }),
    );
  });

  it('the binned Wasserstein distance refuses counts that do not fit its edges', () => {
    const range = { edges: [0], min: -1, max: 1, standardDeviation: 1 };
    expect(() => binnedWasserstein({ reference: [1], current: [1] }, range)).toThrow(
      'expected one bin more than edges',
    );
    expect(binnedWasserstein({ reference: [0, 0], current: [1, 1] }, range)).toBeUndefined();
  });
});
