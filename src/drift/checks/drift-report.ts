import type { FeatureDefinition } from '../../config/index.js';
import type { PredictionSummary } from '../../metrics/index.js';
import type { FeatureReference, Reference } from '../../models/index.js';
import { checkColumn, type ColumnCheck } from './column-check.js';
import { type Column, columnOf, type NewCategories, NO_NEW_CATEGORIES, total } from './columns.js';
import { expectedFalseAlarms } from './false-alarms.js';
import type { DriftTest, FalseAlarmControl } from './tests.js';
import { type ColumnVerdict, driftedShare, judgeColumn } from './verdict.js';
import type { WindowPair } from './windows.js';

/** One feature, or the scores, against the reference. */
export interface ColumnReport {
  readonly name: string;
  readonly test: DriftTest;
  readonly verdict: ColumnVerdict;
  readonly current: ColumnCheck;
  readonly previous: ColumnCheck;
  readonly newCategories: NewCategories;
  /** Rows that say as much as one independent row; undefined without a column to compare. */
  readonly designEffect: number | undefined;
  /** In 30 days; undefined where it is not known. */
  readonly expectedFalseAlarms: number | undefined;
}

/** A window of one version against what the version was trained on. */
export interface DriftReport {
  readonly modelVersion: string;
  readonly windows: WindowPair;
  readonly referenceRows: number;
  readonly rows: { readonly current: number; readonly previous: number };
  readonly minimumRows: number;
  readonly control: FalseAlarmControl;
  readonly features: readonly ColumnReport[];
  readonly scores: ColumnReport;
  /** Drifted features among those drifted or stable; undefined while it can't be told (see `driftedShare`). */
  readonly driftedShare: number | undefined;
  /** Sum over all columns of which it is known. */
  readonly expectedFalseAlarms: number;
}

export interface DriftSubject {
  readonly modelVersion: string;
  readonly features: readonly FeatureDefinition[];
  readonly reference: Reference;
  readonly windows: WindowPair;
  /** Sums of the two windows; undefined where a window has no predictions. */
  readonly current: PredictionSummary | undefined;
  readonly previous: PredictionSummary | undefined;
}

export interface DriftRule {
  readonly minimumRows: number;
  readonly falseAlarmRate: number;
  /** Tests of features that are not tested by PSI. */
  readonly tests: readonly { readonly feature: string; readonly test: DriftTest }[];
}

interface Pair {
  readonly name: string;
  readonly test: DriftTest;
  /** Values in the reference. */
  readonly referenceValues: number | undefined;
  readonly current: Column | undefined;
  readonly previous: Column | undefined;
}

/** Compares a window with the reference, and asks the window before it for confirmation. Cost: O(features x bins). */
export function compareWithReference(subject: DriftSubject, rule: DriftRule): DriftReport {
  const { features, reference, current, previous, windows } = subject;
  const tests = new Map(rule.tests.map(({ feature, test }) => [feature, test]));
  const pairs = features.map((feature): Pair => {
    const column = (summary: PredictionSummary | undefined): Column | undefined =>
      columnOf(feature, reference.features[feature.name], summary?.features[feature.name]);
    return {
      name: feature.name,
      test: tests.get(feature.name) ?? 'psi',
      referenceValues: valuesOf(reference.features[feature.name]),
      current: column(current),
      previous: column(previous),
    };
  });
  const scores: Pair = {
    name: 'score',
    test: 'psi',
    referenceValues: valuesOf(reference.scores),
    current: scoreColumn(reference.scores, current),
    previous: scoreColumn(reference.scores, previous),
  };
  const control = { falseAlarmRate: rule.falseAlarmRate, tests: Math.max(1, countTests([...pairs, scores])) };
  const windowMs = windows.current.to - windows.current.from;
  const reports = pairs.map((pair) => reportColumn(pair, windowMs, control, rule.minimumRows));
  const scoreReport = reportColumn(scores, windowMs, control, rule.minimumRows);
  return {
    modelVersion: subject.modelVersion,
    windows,
    referenceRows: reference.rows,
    rows: { current: current?.scored ?? 0, previous: previous?.scored ?? 0 },
    minimumRows: rule.minimumRows,
    control,
    features: reports,
    scores: scoreReport,
    driftedShare: driftedShare(reports.map(({ verdict }) => verdict)),
    expectedFalseAlarms: [...reports, scoreReport].reduce((sum, report) => sum + (report.expectedFalseAlarms ?? 0), 0),
  };
}

function reportColumn(
  { name, test, referenceValues, current, previous }: Pair,
  windowMs: number,
  control: FalseAlarmControl,
  minimumRows: number,
): ColumnReport {
  const checks = {
    current: checkColumn(current, test, control, minimumRows),
    previous: checkColumn(previous, test, control, minimumRows),
  };
  return {
    name,
    test,
    verdict: judgeColumn({ ...checks, referenceValues, test, minimumRows }),
    ...checks,
    newCategories: current?.newCategories ?? NO_NEW_CATEGORIES,
    designEffect: current?.designEffect,
    expectedFalseAlarms: current ? expectedFalseAlarms(current, test, windowMs, control) : 0,
  };
}

function valuesOf(reference: FeatureReference | undefined): number | undefined {
  return reference && total(reference.counts);
}

/** Scores are never missing. */
function scoreColumn(
  reference: FeatureReference | undefined,
  summary: PredictionSummary | undefined,
): Column | undefined {
  const column = columnOf(undefined, reference, summary?.scores);
  return column && { ...column, shares: {} };
}

function countTests(pairs: readonly Pair[]): number {
  return pairs.reduce(
    (sum, { test, current }) => (current ? sum + Object.keys(current.shares).length + (test === 'none' ? 0 : 1) : sum),
    0,
  );
}
