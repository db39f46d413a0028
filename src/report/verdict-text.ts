import type { ColumnReport, ColumnVerdict, DriftReason } from '../drift/index.js';
import type { ColumnCounts } from './data/column.js';
import type { UnconfirmedColumns } from './data/report.js';
import { count, fourDecimals, short, shortened } from './numbers.js';

const REASONS: Readonly<Record<DriftReason, string>> = {
  distribution: 'distribution',
  missing: 'missing values',
  out_of_range: 'out of range',
  unseen: 'unseen categories',
};

/** Texts come from callers, of any length. */
const CATEGORY_CHARACTERS = 40;

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
      return verdict.window === 'previous' ? 'exceeds, waiting' : 'too few rows';
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

/** Columns that exceed and are not called drifted yet, in few words; undefined when none does. */
export function unconfirmedText({ waiting, only }: UnconfirmedColumns): string | undefined {
  const parts = [
    waiting > 0 && `${count(waiting)} ${waiting === 1 ? 'exceeds' : 'exceed'}, waiting for the window before`,
    only > 0 && `${count(only)} ${only === 1 ? 'exceeds' : 'exceed'} in this window, not in the one before`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join('; ') : undefined;
}

/** What the columns are compared with. */
export function comparedWithText({ features, scores }: { features: number; scores: number }): string {
  return `features with the ${count(features)} rows that the version was fitted on, scores with those of ${count(scores)} rows by trees not fitted on them (held out, or out-of-bag where few were)`;
}

/** Categories that the reference has none of, by name, and how many predictions had them; undefined without any. */
export function newCategoriesText(report: ColumnReport | undefined): string | undefined {
  if (!report || report.newCategories.predictions === 0) return undefined;
  const { names: known, predictions, unnamed } = report.newCategories;
  const more = unnamed > 0 ? `, others in at most ${count(unnamed)}` : '';
  return `new in ${count(predictions)} predictions: ${known.map((name) => shortened(name, CATEGORY_CHARACTERS)).join(', ')}${more}`;
}

/** The test of a column's distribution, what it found, and from where on (for p-values: below which) it exceeds. */
export function findingTexts(report: ColumnReport | undefined): { test: string; value: string; threshold: string } {
  const { test, current } = report ?? {};
  const isChance = test === 'ks' || test === 'chi2';
  const text = (value: number | undefined): string =>
    isChance && value !== undefined ? `p ${short(value)}` : fourDecimals(value);
  const { value, binning } = current?.distribution ?? {};
  const range = binning ? ` (${fourDecimals(binning.lower)} to ${fourDecimals(binning.upper)})` : '';
  return {
    test: test ?? '-',
    value: `${text(value)}${range}`,
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
