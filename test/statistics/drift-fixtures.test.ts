import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  categoryCounts,
  chiSquaredGoodnessOfFit,
  evidentlyBins,
  evidentlyPsi,
  jensenShannonDistance,
  kolmogorovSmirnov,
  kullbackLeibler,
  normalisedWasserstein,
} from '../../src/statistics/index.js';

type Column =
  | { name: string; type: 'num'; reference: number[]; current: number[]; expected: Record<string, number> }
  | { name: string; type: 'cat'; reference: string[]; current: string[]; expected: Record<string, number> };
type Fixture = Column & { ks_D?: number; ks_p_asymptotic_stephens?: number | null };

const FILE = '../shared/fixtures/drift.json';
const fixtures = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Fixture[]) : [];

function figuresOf(column: Column): Record<string, number | undefined> {
  const counts =
    column.type === 'num'
      ? evidentlyBins(column.reference, column.current)!
      : categoryCounts(column.reference, column.current);
  const figures = {
    psi: evidentlyPsi(counts),
    jensenshannon: jensenShannonDistance(counts),
    kl_div: kullbackLeibler(counts),
    chisquare: chiSquaredGoodnessOfFit(counts)?.pValue,
  };
  if (column.type === 'cat') return figures;
  return {
    ...figures,
    wasserstein: normalisedWasserstein(column.reference, column.current),
    ks: kolmogorovSmirnov(column.reference, column.current)?.pValue,
  };
}

describe.skipIf(fixtures.length === 0)('parity with Evidently (../shared/fixtures/drift.json)', () => {
  it('has its fixtures', () => {
    expect(fixtures).not.toHaveLength(0);
  });

  it.each(fixtures)('$name to 1e-9 relative', (fixture) => {
    const figures = figuresOf(fixture);
    for (const [statistic, expected] of Object.entries(fixture.expected)) {
      const error = Math.abs((figures[statistic] ?? Number.NaN) - expected);
      expect(error, statistic).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
    }
  });

  it.each(fixtures.filter(({ ks_p_asymptotic_stephens: p }) => typeof p === 'number'))(
    '$name: D and the Kolmogorov-Smirnov series, which is within .008 of the exact p from 300 rows on',
    (fixture) => {
      if (fixture.type !== 'num') throw new Error('a Kolmogorov-Smirnov fixture is numeric');
      const series = kolmogorovSmirnov(fixture.reference, fixture.current, 'series')!;
      expect(series.statistic).toBeCloseTo(fixture.ks_D!, 12);
      expect(series.pValue).toBeCloseTo(fixture.ks_p_asymptotic_stephens!, 12);
      const exact = kolmogorovSmirnov(fixture.reference, fixture.current, 'exact')!;
      expect(Math.abs(series.pValue - exact.pValue)).toBeLessThan(0.008);
    },
  );
});
