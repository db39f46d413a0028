import type { ColumnReport, DriftReport } from '../../drift/index.js';
import type { PredictionSummary } from '../../metrics/index.js';
import { type Column, type ColumnCounts, countsOf, referenceCounts } from './column.js';

/** A column in the window of the drift check beside the reference, and what the check says of it. */
export interface ComparedColumn {
  readonly column: Column;
  readonly reference?: ColumnCounts;
  readonly current?: ColumnCounts;
  /** Undefined when the version has no reference. */
  readonly drift: ColumnReport | undefined;
}

/** @returns the columns, drifted ones first, those without a test last, and by PSI, the greatest first */
export function comparedColumns(
  columns: readonly Column[],
  summary: PredictionSummary | undefined,
  report: DriftReport | undefined,
): ComparedColumn[] {
  const compared = columns.map((column): ComparedColumn => {
    const reference = referenceCounts(column);
    const current = countsOf(column, column.kind === 'score' ? summary?.scores : summary?.features[column.name]);
    return {
      column,
      ...(reference && { reference }),
      ...(current && { current }),
      drift: report && driftOf(column, report),
    };
  });
  const rank = ({ drift }: ComparedColumn): number =>
    Number(drift?.verdict.kind === 'drifted') - Number(drift?.verdict.kind === 'not-tested');
  return compared.sort((a, b) => rank(b) - rank(a) || (psiOf(b) ?? -1) - (psiOf(a) ?? -1));
}

/** What a drift check says of a column. */
export function driftOf({ kind, name }: Column, report: DriftReport): ColumnReport | undefined {
  return kind === 'score' ? report.scores : report.features.find((feature) => feature.name === name);
}

/** PSI over the bins of the reference; undefined below the minimum of rows. */
export function psiOf({ drift }: ComparedColumn): number | undefined {
  return drift?.current.statistics.psi?.value;
}
