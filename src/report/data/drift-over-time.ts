import { compareWithReference } from '../../drift/index.js';
import type { Config } from '../../config/index.js';
import type { FeatureSchema, ModelVersion, Reference } from '../../models/index.js';
import type { Column } from './column.js';
import { driftOf } from './compared-column.js';
import { cyclePeriods, type Period, type SummarisedPeriod } from './periods.js';

const MOST_PERIODS = 60;

/** How far one column was from the reference in one period. */
export interface DriftPoint extends Period {
  /** Predictions of the period. */
  readonly rows: number;
  readonly psi: number;
  /** From this PSI on the period exceeds; it is higher where rows are few. Undefined for columns with another test. */
  readonly threshold: number | undefined;
  /** The period exceeds its thresholds, and so did the one before, for the same reason. */
  readonly drifted: boolean;
}

/** One column over the periods of the window that have enough rows for a verdict; none where the config asks for no test. */
export interface ColumnHistory {
  readonly column: Column;
  readonly points: readonly DriftPoint[];
}

/** What is compared, and by which rule. */
export interface HistorySubject {
  readonly version: ModelVersion;
  readonly schema: FeatureSchema;
  readonly reference: Reference | undefined;
  readonly rule: Config['drift'];
  readonly window: Period;
  /** What the predictions are merged by. */
  readonly stepMs: number;
}

/** Each period against the reference, confirmed by the one before, by column. Cost: one check a period. */
export function driftOverTime(
  columns: readonly Column[],
  predictions: readonly SummarisedPeriod[],
  { version, schema, reference, rule, window, stepMs }: HistorySubject,
): ColumnHistory[] {
  if (!reference) return columns.map((column) => ({ column, points: [] }));
  const cut = { window, stepMs, cycleMs: rule.cycle, leastRows: rule.minimumRows };
  const periods = cyclePeriods(predictions, cut, MOST_PERIODS);
  const checks = periods.map((period, place) => {
    const { from, to, summary } = period;
    const before = periods[place - 1];
    const windows = { current: { from, to }, previous: before ?? { from, to: from } };
    const subject = { modelVersion: version.version, features: schema.features, reference, windows };
    const report = compareWithReference({ ...subject, current: summary, previous: before?.summary }, rule);
    return { from, to, rows: summary.scored, report };
  });
  return columns.map((column) => ({
    column,
    points: checks.flatMap(({ report, ...period }): DriftPoint[] => {
      const { current, test, verdict } = driftOf(column, report) ?? {};
      const psi = current?.statistics.psi?.value;
      if (psi === undefined || test === 'none') return [];
      const threshold = test === 'psi' ? current?.distribution?.threshold : undefined;
      return [{ ...period, psi, threshold, drifted: verdict?.kind === 'drifted' }];
    }),
  }));
}
