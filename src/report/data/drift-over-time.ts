import type { PredictionHour } from '../../metrics/index.js';
import type { Column } from './column.js';
import { columnDrift, judgedColumns } from './column-drift.js';
import { type Period, periodsOf } from './periods.js';

const MOST_PERIODS = 60;

/** How far one column was from the reference in one period. */
export interface DriftPoint extends Period {
  /** Predictions of the period. */
  readonly rows: number;
  readonly psi: number;
  /** From this PSI on the rule says drifted; it is higher where rows are few. */
  readonly threshold: number;
  readonly drifted: boolean;
}

/** One column over the periods of the window that have enough rows for a verdict. */
export interface ColumnHistory {
  readonly column: Column;
  readonly points: readonly DriftPoint[];
}

/** PSI of each period against the reference, by column, in the order of the columns. Cost: one merge an hour. */
export function driftOverTime(columns: readonly Column[], hours: readonly PredictionHour[]): ColumnHistory[] {
  const periods = periodsOf(hours, MOST_PERIODS);
  const judged = judgedColumns(columns);
  return columns.map((column) => ({
    column,
    points: periods.flatMap(({ from, to, summary }): DriftPoint[] => {
      const { verdict } = columnDrift(column, summary, judged);
      if (!('threshold' in verdict)) return [];
      const { psi, threshold, kind } = verdict;
      return [{ from, to, rows: summary.scored, psi, threshold, drifted: kind === 'drifted' }];
    }),
  }));
}
