import { describe, expect, it } from 'vitest';
import { checkColumn, type ColumnCheck } from '../../src/drift/checks/column-check.js';
import { type Column, columnOf } from '../../src/drift/checks/columns.js';
import { testDistribution, testShare } from '../../src/drift/checks/tests.js';
import type { FeatureDefinition } from '../../src/config/index.js';

const NONE = { names: [], predictions: 0, unnamed: 0 };
const CONTROL = { falseAlarmRate: 0.01, tests: 10 };
const TWO_BINS: Column = {
  counts: { reference: [1, 1], current: [1, 1] },
  designEffect: 1,
  shares: {},
  newCategories: NONE,
};

/** 1,000 rows in four bins of equal counts, the last of which reaches from 3 to `max`. */
function column(current: number[], max: number): Column {
  return {
    counts: { reference: [250, 250, 250, 250], current },
    designEffect: 1,
    range: { edges: [1, 2, 3], min: 0, max, standardDeviation: 1 },
    shares: {},
    newCategories: NONE,
  };
}

const check = (given: Column): ColumnCheck => checkColumn(given, 'wasserstein', CONTROL, 500);

describe('wasserstein from bins', () => {
  it('of a long tail leaves almost everything open, and does not exceed', () => {
    const { statistics, distribution } = check(column([250, 250, 240, 260], 1_000));
    expect(statistics.wasserstein!.value).toBeGreaterThan(1);
    expect(statistics.wasserstein!.binning).toMatchObject({ lower: 0 });
    expect(distribution).toMatchObject({ exceeds: false, binning: statistics.wasserstein!.binning });
  });

  it('of a column that moved by whole bins exceeds', () => {
    const { distribution } = check(column([0, 0, 0, 1_000], 4));
    expect(distribution!.binning!.lower).toBeGreaterThan(0.1);
    expect(distribution!.exceeds).toBe(true);
  });
});

describe('a test exceeds', () => {
  const exceeds = (test: 'js' | 'ks' | 'chi2' | 'wasserstein', measured: object): boolean =>
    testDistribution(TWO_BINS, { [test]: measured }, test, CONTROL)!.exceeds;

  it('by js from 0.1 on', () => {
    expect(exceeds('js', { value: 0.0999 })).toBe(false);
    expect(exceeds('js', { value: 0.1 })).toBe(true);
  });

  it('by wasserstein when its lower bound is 0.1', () => {
    expect(exceeds('wasserstein', { value: 0.5, binning: { lower: 0.0999, upper: 1 } })).toBe(false);
    expect(exceeds('wasserstein', { value: 0.5, binning: { lower: 0.1, upper: 1 } })).toBe(true);
  });

  it.each(['ks', 'chi2'] as const)('by %s below its part of the false-alarm rate', (test) => {
    expect(exceeds(test, { value: 1, pValue: 0.00099 })).toBe(true);
    expect(exceeds(test, { value: 1, pValue: 0.001 })).toBe(false);
  });

  it('by a share from 5 percentage points on', () => {
    const share = (count: number) =>
      testShare({ reference: { count: 0, total: 100_000 }, current: { count, total: 100_000 } }, CONTROL)!.exceeds;
    expect(share(4_999)).toBe(false);
    expect(share(5_000)).toBe(true);
  });

  it('by a share below its part of the false-alarm rate', () => {
    const share = { reference: { count: 100, total: 1_000 }, current: { count: 24, total: 150 } };
    const { pValue } = testShare(share, CONTROL)!;
    const rate = (part: number) => testShare(share, { falseAlarmRate: part * pValue * 10, tests: 10 })!.exceeds;
    expect(rate(0.99)).toBe(false);
    expect(rate(1.01)).toBe(true);
  });
});

it('new categories are named, counted, and what has no name is counted too', () => {
  const feature = { name: 'channel', kind: 'categorical', categories: ['chip', 'online', 'swipe'] } as unknown;
  const reference = { kind: 'categorical', counts: [900, 0, 100, 0], missing: 0 } as const;
  const summary = {
    kind: 'categorical',
    counts: [500, 30, 0, 70],
    missing: 0,
    unseen: { wallet: 50, nfc: 8 },
  } as const;
  expect(columnOf(feature as FeatureDefinition, reference, summary)!.newCategories).toEqual({
    names: ['online', 'wallet', 'nfc'],
    predictions: 100,
    unnamed: 12,
  });
});
