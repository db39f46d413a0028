import type { DataSource } from 'typeorm';
import type { AlarmLimits, Interval, PerformanceEstimator } from '../../../src/statistics/index.js';
import { type Expected, groupBy, type Row, scoreBin } from './log.js';

/** By its name on the page, what the estimator calls it. */
const METRICS = {
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'f1',
  auc: 'rocAuc',
  average_precision: 'averagePrecision',
} as const;
const DECISIONS = ['accuracy', 'precision', 'recall', 'f1'] as const;

/** A row whose truth is not known: how likely it is a positive. */
interface Chance {
  called: boolean;
  bin: number;
  chance: number;
}

/**
 * Confidence-based estimates (CBPE) of the window, row by row from the stored scores: a row of chance p is p of a
 * positive and 1 - p of a negative. Versions are supposed to be called at the threshold that they were fitted for.
 */
export function addEstimates(
  expected: Expected,
  window: ReadonlyMap<string, readonly Row[]>,
  estimators: ReadonlyMap<string, PerformanceEstimator>,
  compared: ReadonlyMap<string, readonly PastEstimate[]>,
): void {
  for (const [version, rows] of window) {
    const estimator = estimators.get(version);
    if (!estimator || rows.length < estimator.chunkRows) continue;
    const values = estimatesOf(rows.map((row) => chanceOf(row, estimator)));
    for (const [metric, name] of Object.entries(METRICS)) {
      const value = values[metric];
      const reference = estimator.metrics[name];
      if (Number.isNaN(value) || !reference) continue;
      const { limits, samplingError } = reference;
      const reach = (3 * samplingError.standardDeviation) / Math.sqrt(rows.length * samplingError.fraction);
      const key = `{model_version="${version}",metric="${metric}"}`;
      expected.set(`ml_model_estimated_${metric}{model_version="${version}"}`, [value]);
      expected.set(`ml_model_estimated_metric_lower${key}`, [Math.max(0, value - reach)]);
      expected.set(`ml_model_estimated_metric_upper${key}`, [Math.min(1, value + reach)]);
      if (limits.kind !== 'limits') continue;
      // Sums in another order differ in their last bits: on a limit itself both are right.
      const isOnLimit = [limits.lower, limits.upper].some((limit) => Math.abs(value - limit) < 1e-12);
      const isOutside = value < limits.lower || value > limits.upper;
      expected.set(`ml_model_estimate_alert${key}`, isOnLimit ? [0, 1] : [Number(isOutside)]);
    }
    const wrong = (compared.get(version) ?? []).flatMap(isWrong);
    if (wrong.length === 0) continue;
    const key = `ml_model_estimate_trusted{model_version="${version}"}`;
    expected.set(key, [Number(wrong.filter(Boolean).length * 2 <= wrong.length)]);
  }
}

/** Each chance rounded to a millionth, as they are summed. */
function chanceOf({ score, predicted, ...row }: Row, { calibrator }: PerformanceEstimator): Chance {
  const chance = calibrator ? interpolate(score, calibrator.scores, calibrator.probabilities) : score;
  return { ...row, called: predicted, bin: scoreBin(score), chance: Math.round(chance * 1e6) / 1e6 };
}

function interpolate(x: number, xs: readonly number[], ys: readonly number[]): number {
  const right = xs.findIndex((knot) => knot >= x);
  if (right === -1) return ys.at(-1)!;
  if (right === 0 || xs[right] === x) return ys[right];
  const part = (x - xs[right - 1]) / (xs[right] - xs[right - 1]);
  return ys[right - 1] + part * (ys[right] - ys[right - 1]);
}

/** NaN where a denominator is 0. */
function estimatesOf(rows: readonly Chance[]): Record<string, number> {
  const sum = (its: readonly Chance[]): number => its.reduce((total, { chance }) => total + chance, 0);
  const called = rows.filter((row) => row.called);
  const positives = sum(rows);
  const tp = sum(called);
  const fp = called.length - tp;
  const fn = positives - tp;
  const tn = rows.length - called.length - fn;
  // From the highest bin down; rows of a bin are tied.
  let [above, seen, wins, averagePrecision] = [0, 0, 0, 0];
  const bins = [...groupBy(rows, ({ bin }) => String(bin))].sort(([a], [b]) => Number(b) - Number(a));
  for (const [, its] of bins) {
    const share = sum(its);
    wins += (its.length - share) * (above + share / 2);
    above += share;
    seen += its.length;
    averagePrecision += (share / positives) * (above / seen);
  }
  return {
    accuracy: (tp + tn) / rows.length,
    precision: tp / (tp + fp),
    recall: tp / (tp + fn),
    f1: (2 * tp) / (2 * tp + fp + fn),
    auc: wins / (positives * (rows.length - positives)),
    average_precision: averagePrecision,
  };
}

/** A past estimate that was compared with the truth. */
export interface PastEstimate {
  estimate: { figures: Partial<Record<string, Partial<Interval> & { limits: AlarmLimits }>> };
  realised: Partial<Record<string, number>>;
}

/** The newest three of each version. */
export async function readCompared(dataSource: DataSource): Promise<Map<string, PastEstimate[]>> {
  const rows: (PastEstimate & { modelVersion: string })[] = await dataSource.query(
    `SELECT model_version AS "modelVersion", estimate, realised FROM performance_estimate
     WHERE realised IS NOT NULL ORDER BY from_hour DESC`,
  );
  const versions = groupBy(rows, ({ modelVersion }) => modelVersion);
  return new Map([...versions].map(([version, its]) => [version, its.slice(0, 3)]));
}

/** Whether a figure of decisions came true outside its band and its limits; nothing where none could. */
function isWrong({ estimate, realised }: PastEstimate): boolean[] {
  const outside = DECISIONS.flatMap((name) => {
    const figure = estimate.figures[name];
    const truth = realised[name];
    if (figure?.limits.kind !== 'limits' || truth === undefined) return [];
    const { limits, lower = limits.lower, upper = limits.upper } = figure;
    return [truth < Math.min(lower, limits.lower) || truth > Math.max(upper, limits.upper)];
  });
  return outside.length > 0 ? [outside.includes(true)] : [];
}
