import type { PredictionSummary } from '../../metrics/index.js';
import { type DriftVerdict, psi, psiVerdict } from '../../statistics/index.js';
import { type Column, type ColumnCounts, countsOf, referenceCounts } from './column.js';

/** A column in the window beside the reference, and whether it moved. */
export interface ColumnDrift {
  readonly column: Column;
  readonly reference?: ColumnCounts;
  readonly current?: ColumnCounts;
  /** PSI over the bins of the reference; absent when either side has no rows. */
  readonly psi?: number;
  readonly verdict: DriftVerdict | { readonly kind: 'no-reference' | 'not-tested' };
}

/**
 * Compares each column of some predictions with the reference. Rows without a value are left out of PSI and counted apart.
 *
 * @returns the columns, the greatest PSI first. All columns with a reference share the false-alarm rate of the check.
 *   Cost: O(columns x bins).
 */
export function columnDrifts(columns: readonly Column[], summary: PredictionSummary | undefined): ColumnDrift[] {
  const judged = judgedColumns(columns);
  const drifts = columns.map((column) => columnDrift(column, summary, judged));
  return drifts.sort((a, b) => (b.psi ?? -1) - (a.psi ?? -1));
}

/** How many columns share the false-alarm rate of a check: those with a reference and a test. */
export function judgedColumns(columns: readonly Column[]): number {
  return columns.filter(({ reference, untested }) => reference !== undefined && !untested).length;
}

/** @param judged how many columns the check judges, itself included */
export function columnDrift(column: Column, summary: PredictionSummary | undefined, judged: number): ColumnDrift {
  const reference = referenceCounts(column);
  const summarised = column.kind === 'score' ? summary?.scores : summary?.features[column.name];
  const current = countsOf(column, summarised);
  if (!reference) return { column, ...(current && { current }), verdict: { kind: 'no-reference' } };
  const pair = { reference: reference.counts, current: current?.counts ?? reference.counts.map(() => 0) };
  const figure = psi(pair);
  return {
    column,
    reference,
    ...(current && { current }),
    ...(figure !== undefined && { psi: figure }),
    verdict: column.untested ? { kind: 'not-tested' } : psiVerdict(pair, { features: judged }),
  };
}
