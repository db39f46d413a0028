import type { ColumnReport, ColumnVerdict, DriftReason } from '../drift/index.js';
import type { ColumnCounts } from './data/column.js';
import { count, fourDecimals, short } from './numbers.js';

const REASONS: Readonly<Record<DriftReason, string>> = {
  distribution: 'distribution',
  missing: 'missing values',
  out_of_range: 'out of range',
  unseen: 'unseen categories',
};

/** What is short of rows. */
const WINDOWS = { reference: 'reference', current: 'window', previous: 'window before' } as const;

/** A verdict in few words. */
export function verdictText(verdict: ColumnVerdict | undefined): string {
  switch (verdict?.kind) {
    case undefined:
      return 'no reference';
    case 'drifted':
    case 'stable':
      return verdict.kind;
    case 'insufficient-data':
      return 'too few rows';
    case 'not-tested':
      return 'not tested';
  }
}

/** What is behind a verdict: the reasons of drift, what waits for confirmation, where rows are lacking; else undefined. */
export function verdictDetail(verdict: ColumnVerdict | undefined): string | undefined {
  if (!verdict) return undefined;
  const parts = [
    verdict.kind === 'drifted' && names(verdict.reasons),
    verdict.kind === 'insufficient-data' &&
      `${WINDOWS[verdict.window]}: ${count(verdict.actual)} of ${count(verdict.required)}`,
    verdict.unconfirmed.length > 0 && `not confirmed: ${names(verdict.unconfirmed)}`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join('; ') : undefined;
}

/** The test of a column's distribution, what it found, and from where on (for p-values: below which) it exceeds. */
export function findingTexts(report: ColumnReport | undefined): { test: string; value: string; threshold: string } {
  const { test, current } = report ?? {};
  const isChance = test === 'ks' || test === 'chi2';
  const text = (value: number | undefined): string =>
    isChance && value !== undefined ? `p ${short(value)}` : fourDecimals(value);
  return {
    test: test ?? '-',
    value: text(current?.distribution?.value),
    threshold: text(current?.distribution?.threshold),
  };
}

/** Share of the rows without a value; undefined without rows. */
export function missingShare(side: ColumnCounts | undefined): number | undefined {
  if (!side) return undefined;
  const rows = side.missing + side.counts.reduce((sum, rowsOfBin) => sum + rowsOfBin, 0);
  return rows > 0 ? side.missing / rows : undefined;
}

function names(reasons: readonly DriftReason[]): string {
  return reasons.map((reason) => REASONS[reason]).join(', ');
}
