import type { Config, FeatureDefinition } from '../../../src/config/index.js';
import { compareWithReference } from '../../../src/drift/index.js';
import type { FeatureSummary, NumericSummary, PredictionSummary } from '../../../src/metrics/index.js';
import { type FeatureReference, type Reference, rowValues } from '../../../src/models/index.js';
import { type Expected, HOUR_MS, type Row, since } from './log.js';

/**
 * Drift of the active version: windows, and counts in the bins of its reference, from the log itself. What follows from
 * the counts (statistics, verdicts) is taken from the pure functions, which have tests of their own against fixtures.
 */
export function addDrift(
  expected: Expected,
  log: readonly Row[],
  { modelVersion, reference }: { modelVersion: string; reference: Reference },
  config: Config,
  now: number,
): void {
  const rows = log.filter((row) => row.modelVersion === modelVersion);
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS;
  const current = windowBefore(thisHour, thisHour + HOUR_MS, rows, config);
  const previous = windowBefore(current.from, current.from, rows, config);
  const report = compareWithReference(
    {
      modelVersion,
      features: config.features,
      reference,
      windows: { current, previous },
      current: countWindow(since(rows, current.from, current.to), config, reference),
      previous: countWindow(since(rows, previous.from, previous.to), config, reference),
    },
    config.drift,
  );
  for (const { name, current: check, verdict } of report.features) {
    for (const [statistic, measured] of Object.entries(check.statistics)) {
      expected.set(`ml_feature_drift{feature_name="${name}",statistic="${statistic}"}`, [measured.value]);
    }
    const isTold = verdict.kind === 'drifted' || verdict.kind === 'stable';
    if (isTold) expected.set(`ml_feature_drifted{feature_name="${name}"}`, [Number(verdict.kind === 'drifted')]);
  }
  const { current: check, verdict } = report.scores;
  for (const [statistic, { value }] of Object.entries(check.statistics)) {
    expected.set(`ml_prediction_drift{statistic="${statistic}"}`, [value]);
  }
  if (verdict.kind === 'drifted' || verdict.kind === 'stable') {
    expected.set('ml_prediction_drifted', [Number(verdict.kind === 'drifted')]);
  }
  if (report.driftedShare !== undefined) expected.set('ml_drift_share', [report.driftedShare]);
  expected.set('ml_drift_window_predictions', [since(rows, current.from, current.to).length]);
}

/** The fewest whole cycles before `start` that hold, with what is between `start` and `to`, the minimum of rows. */
function windowBefore(
  start: number,
  to: number,
  rows: readonly Row[],
  { drift: { minimumRows, cycle, window } }: Config,
): { from: number; to: number } {
  const most = Math.floor(window / cycle);
  for (let cycles = 1; cycles < most; cycles += 1) {
    const from = start - cycles * cycle;
    if (since(rows, from, to).length >= minimumRows) return { from, to };
  }
  return { from: start - most * cycle, to };
}

function countWindow(rows: readonly Row[], { features }: Config, reference: Reference): PredictionSummary | undefined {
  if (rows.length === 0) return undefined;
  const values = rows.map((row) => rowValues(row.features));
  const scores = rows.map(({ score }) => score);
  const columns = features.map((feature, index) => {
    const column = values.map((its) => its[index]);
    return [feature.name, countColumn(column, feature, reference.features[feature.name])] as const;
  });
  return {
    scored: rows.length,
    positive: rows.filter(({ predicted }) => predicted).length,
    scores: countNumbers(scores, reference.scores),
    features: Object.fromEntries(columns),
  };
}

function countColumn(
  column: readonly number[],
  feature: FeatureDefinition,
  reference: FeatureReference | undefined,
): FeatureSummary {
  if (feature.kind === 'numeric') {
    const [least = -Infinity, greatest = Infinity] = feature.range ?? [];
    const outOfRange = column.filter((value) => value < least || value > greatest).length;
    return { ...countNumbers(column, reference), ...(feature.range && { outOfRange }) };
  }
  const codes = feature.kind === 'boolean' ? 2 : feature.categories.length + 1;
  const counts = Array.from({ length: codes }, (_, code) => column.filter((value) => value === code).length);
  return { kind: 'categorical', counts, missing: column.filter((value) => Number.isNaN(value)).length };
}

/** Bin i holds what is above edge i - 1, and up to edge i. */
function countNumbers(column: readonly number[], reference: FeatureReference | undefined): NumericSummary {
  const present = column.filter((value) => !Number.isNaN(value));
  const edges = reference?.kind === 'numeric' ? reference.edges : undefined;
  const bins = new Array<number>(edges ? edges.length + 1 : 0).fill(0);
  if (edges) for (const value of present) bins[edges.filter((edge) => edge < value).length] += 1;
  return {
    kind: 'numeric',
    // Of moments drift reads the counts and the ends alone.
    moments: {
      count: present.length,
      missing: column.length - present.length,
      mean: NaN,
      squaredDistances: NaN,
      min: Math.min(...present),
      max: Math.max(...present),
    },
    bins,
    last: null,
  };
}
