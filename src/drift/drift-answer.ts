import type { ColumnCheck } from './checks/column-check.js';
import type { ColumnReport, DriftReport } from './checks/drift-report.js';
import { LEAST_SHARE_CHANGE } from './checks/tests.js';
import type { ColumnVerdict } from './checks/verdict.js';
import type { Span } from '../metrics/index.js';

/** The report as the JSON of GET /drift. What can't be told is null, so that its name is there to be found. */
export function describeReport(report: DriftReport): object {
  const { windows, rows, control } = report;
  return {
    model_version: report.modelVersion,
    current: { ...describeSpan(windows.current), predictions: rows.current },
    previous: { ...describeSpan(windows.previous), predictions: rows.previous },
    reference: { rows: report.referenceRows },
    rule: {
      verdict: 'drifted: a threshold is exceeded in the current window and in the previous one, for the same reason',
      minimum_rows: report.minimumRows,
      false_alarm_rate: control.falseAlarmRate,
      tests: control.tests,
      least_share_change: LEAST_SHARE_CHANGE,
      expected_false_alarms_per_month: report.expectedFalseAlarms,
      supposes:
        'rows that depend on each other as those of the reference did (design_effect of each column, at most 10)',
    },
    drift_share: report.driftedShare ?? null,
    scores: describeColumn(report.scores),
    features: report.features.map(describeColumn),
  };
}

function describeSpan({ from, to }: Span): object {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function describeColumn(column: ColumnReport): object {
  return {
    name: column.name,
    test: column.test,
    ...describeVerdict(column.verdict),
    statistics: Object.fromEntries(
      Object.entries(column.current.statistics).map(([name, { value, pValue, binning }]) => [
        name,
        { value, ...(pValue !== undefined && { p_value: pValue }), ...(binning && { binning }) },
      ]),
    ),
    current: describeCheck(column.current),
    previous: describeCheck(column.previous),
    new_categories: column.newCategories.names,
    new_category_predictions: column.newCategories.predictions,
    unnamed_category_predictions: column.newCategories.unnamed,
    design_effect: column.designEffect ?? null,
    expected_false_alarms_per_month: column.expectedFalseAlarms ?? null,
  };
}

function describeVerdict({ unconfirmed, ...verdict }: ColumnVerdict): object {
  const { kind, ...details } = verdict;
  return { verdict: kind, ...details, ...(unconfirmed.length > 0 && { unconfirmed }) };
}

function describeCheck({ rows, present, distribution, shares }: ColumnCheck): object {
  return {
    predictions: rows,
    values: present,
    distribution: distribution ?? null,
    ...Object.fromEntries(
      Object.entries(shares).map(([name, { reference, current, pValue, exceeds }]) => [
        name,
        { reference, current, p_value: pValue, exceeds },
      ]),
    ),
  };
}
