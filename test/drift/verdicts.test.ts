import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkColumn, type ColumnCheck } from '../../src/drift/checks/column-check.js';
import type { Column } from '../../src/drift/checks/columns.js';
import { expectedFalseAlarms } from '../../src/drift/checks/false-alarms.js';
import { type ColumnVerdict, driftedShare, judgeColumn } from '../../src/drift/checks/verdict.js';
import {
  binnedKolmogorovSmirnov,
  chiSquaredContingency,
  jensenShannonDistance,
  psi,
} from '../../src/statistics/index.js';
import { DAY_MS } from './traffic.js';

const MINIMUM = 500;
const CONTROL = { falseAlarmRate: 0.01, tests: 10 };
const TENTHS = Array<number>(10).fill(1_000);

/** A numeric column with these counts, of a reference of 10,000 rows in ten equal bins of [0, 10]. */
function column(current: number[], missing = 0): Column {
  const present = current.reduce((sum, count) => sum + count, 0);
  return {
    counts: { reference: TENTHS, current },
    designEffect: 1,
    range: { edges: [1, 2, 3, 4, 5, 6, 7, 8, 9], min: 0, max: 10, standardDeviation: 2.9 },
    shares: {
      missing: { reference: { count: 0, total: 10_000 }, current: { count: missing, total: present + missing } },
    },
    newCategories: { names: [], predictions: 0, unnamed: 0 },
  };
}

const check = (given: Column, test: Parameters<typeof checkColumn>[1] = 'psi'): ColumnCheck =>
  checkColumn(given, test, CONTROL, MINIMUM);
const same = check(column(Array<number>(10).fill(100)));
const moved = check(column([500, 200, 100, 50, 50, 50, 20, 10, 10, 10]));
const few = check(column(Array<number>(10).fill(40)));
const gone = check(column(Array<number>(10).fill(5), 950));
const judge = (current: ColumnCheck, previous: ColumnCheck, test: 'psi' | 'none' = 'psi', referenceValues?: number) =>
  judgeColumn({ current, previous, test, referenceValues: referenceValues ?? 10_000, minimumRows: MINIMUM });
const stable = (...unconfirmed: string[]) => ({ kind: 'stable', unconfirmed });
const lacking = (window: string, actual: number, ...unconfirmed: string[]) => {
  return { kind: 'insufficient-data', window, required: MINIMUM, actual, unconfirmed };
};

describe('a column is', () => {
  it('stable when its window exceeds nothing, whatever came before', () => {
    for (const previous of [same, moved, few]) expect(judge(same, previous)).toEqual(stable());
  });

  it('drifted when two windows in a row exceed for the same reason', () => {
    expect(judge(moved, moved)).toEqual({ kind: 'drifted', reasons: ['distribution'], unconfirmed: [] });
    expect(judge(gone, gone)).toEqual({ kind: 'drifted', reasons: ['missing'], unconfirmed: [] });
  });

  it('stable when the window before does not confirm it, with what exceeds now', () => {
    expect(judge(moved, same)).toEqual(stable('distribution'));
  });

  it('insufficient data when the window has too few rows', () => {
    expect(judge(few, same)).toEqual(lacking('current', 400));
  });

  it('insufficient data when the window before has too few rows to confirm what exceeds', () => {
    expect(judge(moved, few)).toEqual(lacking('previous', 400, 'distribution'));
  });

  it('insufficient data when rows are there but most values are missing, as they were in training', () => {
    const sparse = { ...gone, shares: {} };
    expect(judge(sparse, sparse)).toEqual(lacking('current', 50));
    expect(judge(gone, same)).toEqual(lacking('current', 50, 'missing'));
  });

  it('insufficient data when the reference has too few values, or none', () => {
    const { distribution: _, ...unjudged } = same;
    const few = { kind: 'insufficient-data', window: 'reference', required: 200, unconfirmed: [] };
    expect(judge(unjudged, unjudged, 'psi', 199)).toEqual({ ...few, actual: 199 });
    const unknown = {
      current: same,
      previous: same,
      referenceValues: undefined,
      test: 'psi',
      minimumRows: MINIMUM,
    } as const;
    expect(judgeColumn(unknown)).toEqual({ ...few, actual: 0 });
  });

  it('not tested where the config says so, but drifted when its values go missing', () => {
    const [untested, untestedGone] = [same, gone].map(({ distribution: _, ...check }) => check);
    expect(judge(untested, untested, 'none')).toEqual({ kind: 'not-tested', unconfirmed: [] });
    expect(judge(untestedGone, untestedGone, 'none')).toMatchObject({ kind: 'drifted', reasons: ['missing'] });
  });
});

describe('the share of drifted columns', () => {
  const none = { unconfirmed: [] };
  const drifted: ColumnVerdict = { kind: 'drifted', reasons: ['missing'], ...none };
  const isStable: ColumnVerdict = { kind: 'stable', ...none };
  const untested: ColumnVerdict = { kind: 'not-tested', ...none };
  const open = (window: 'current' | 'previous'): ColumnVerdict => {
    return { kind: 'insufficient-data', window, required: 500, actual: 0, unconfirmed: ['missing'] };
  };

  it('is of those drifted or stable', () => {
    expect(driftedShare([drifted, isStable, isStable, isStable, untested, open('current')])).toBe(0.25);
  });

  it('can not be told while none is either, nor while one waits for the window before', () => {
    expect(driftedShare([untested, open('current')])).toBeUndefined();
    expect(driftedShare([drifted, isStable, open('previous')])).toBeUndefined();
  });
});

describe('a test', () => {
  it.each(['psi', 'ks', 'js', 'wasserstein', 'chi2'] as const)(
    '%s tells a moved column from one that is not',
    (test) => {
      expect(check(column([500, 200, 100, 50, 50, 50, 20, 10, 10, 10]), test).distribution?.exceeds).toBe(true);
      expect(check(column(Array<number>(10).fill(100)), test).distribution?.exceeds).toBe(false);
    },
  );

  it('none gives figures and no finding', () => {
    const { distribution, statistics } = check(column([500, 200, 100, 50, 50, 50, 20, 10, 10, 10]), 'none');
    expect(distribution).toBeUndefined();
    expect(statistics.psi?.value).toBeGreaterThan(0.1);
  });

  it('of a share wants a change that is both sure and at least 5 percentage points', () => {
    const missing = (rows: number) => check(column(Array<number>(10).fill(10_000), rows)).shares.missing;
    expect(missing(1_000)).toMatchObject({ exceeds: false });
    expect(missing(1_000)!.pValue).toBeLessThan(1e-9);
    expect(missing(10_000)).toMatchObject({ exceeds: true });
  });

  it('measures what the statistics themselves say', () => {
    const counts = fc.array(fc.integer({ min: 60, max: 400 }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(counts, (current) => {
        const pair = { reference: TENTHS, current };
        const { statistics } = check(column(current));
        expect(statistics.psi?.value).toBe(psi(pair));
        expect(statistics.js?.value).toBe(jensenShannonDistance(pair));
        expect(statistics.ks?.value).toBe(binnedKolmogorovSmirnov(pair)?.statistic.value);
        expect(statistics.chi2?.pValue).toBe(chiSquaredContingency(pair)?.pValue);
      }),
    );
  });
});

describe('expected false alarms of a column', () => {
  const perMonth = (rows: number, test: Parameters<typeof expectedFalseAlarms>[1], windowMs = DAY_MS) =>
    expectedFalseAlarms(column(Array<number>(10).fill(rows / 10)), test, windowMs, CONTROL)!;

  it('are next to none by the default rule, and not known for wasserstein', () => {
    expect(perMonth(1_000, 'psi')).toBeLessThan(0.001);
    expect(perMonth(1_000, 'wasserstein')).toBeUndefined();
  });

  it('fall with longer windows, and with more rows where the threshold is fixed', () => {
    expect(perMonth(1_000, 'ks', 7 * DAY_MS)).toBeLessThan(perMonth(1_000, 'ks'));
    expect(perMonth(2_000, 'js')).toBeLessThan(perMonth(500, 'js'));
  });
});
