import {
  accuracy,
  type AlarmLimits,
  binnedAveragePrecision,
  binnedRocAuc,
  type ConfusionCounts,
  f1,
  type Interval,
  type PerformanceEstimator,
  type PerformanceMetric,
  precision,
  recall,
} from '../../statistics/index.js';
import type { FigureName } from '../performance.js';
import { EXPECTED_MICROS, type ExpectedOutcomes } from '../summaries/expected-outcomes.js';

/** The figures that are estimated, by their names in JSON and, after `ml_model_estimated_`, in Prometheus. */
export const ESTIMATED_FIGURES = ['accuracy', 'precision', 'recall', 'f1', 'auc', 'average_precision'] as const;
export type EstimatedFigureName = (typeof ESTIMATED_FIGURES)[number] & FigureName;

/** How the estimator calls each figure. */
const METRICS: Record<EstimatedFigureName, PerformanceMetric> = {
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'f1',
  auc: 'rocAuc',
  average_precision: 'averagePrecision',
};

/**
 * An estimated figure and its band: 3 standard errors to either side, in [0, 1], of rows that come independently of each
 * other; bursts of positives are not in it. A figure of decisions has none where the threshold moved.
 */
export interface EstimatedFigure extends Partial<Interval> {
  readonly value: number;
  /** Where the figure lay in the reference; `blind` where its chunks varied too much to tell. */
  readonly limits: AlarmLimits | MovedThreshold;
  /** The estimate is outside the limits. */
  readonly alert: boolean;
  /** How far counting scores in bins can have moved the value; absent for figures that need no bins. */
  readonly binning?: Interval;
}

/** Why figures of decisions have no limits: in training they were of decisions at another threshold. */
export interface MovedThreshold {
  readonly kind: 'moved-threshold';
  readonly fittedFor: number;
  /** Thresholds that the predictions were called at, ascending. */
  readonly calledAt: readonly number[];
}

/** Figures that follow from the scores and the truth alone, whatever is decided. */
const RANKING_FIGURES: readonly EstimatedFigureName[] = ['auc', 'average_precision'];

/** How predictions without labels should turn out, if the world is as it was in training. */
export interface Estimate {
  readonly predictions: number;
  readonly expectedPositives: number;
  readonly figures: Readonly<Partial<Record<EstimatedFigureName, EstimatedFigure>>>;
}

/**
 * Confidence-based performance estimation from sums of calibrated scores (see `estimatePerformance`): accuracy, precision,
 * recall and F1 are those of the single rows, but that each row's probability is rounded to a millionth (accuracy and
 * precision are off by a millionth at most, recall and F1 by that over the share of positives); ROC AUC and average
 * precision take the rows of a score bin as tied. Cost: constant, however many predictions were summarised.
 *
 * @param moved set when the predictions were called at another threshold than the estimator was fitted for: values hold
 *   at any threshold, the bands and limits of decisions do not
 * @returns undefined below the estimator's chunk size, which holds the configured number of expected positives
 */
export function estimateOf(
  expected: ExpectedOutcomes,
  estimator: PerformanceEstimator,
  moved?: MovedThreshold,
): Estimate | undefined {
  if (expected.rows < estimator.chunkRows) return undefined;
  const bins = expectedBins(expected);
  const expectedPositives = bins.positives.reduce((sum, positives) => sum + positives, 0);
  const cells = expectedCells(expected, expectedPositives);
  const ranking = { auc: binnedRocAuc(bins), average_precision: binnedAveragePrecision(bins) };
  const values: Record<EstimatedFigureName, number | undefined> = {
    accuracy: accuracy(cells),
    precision: precision(cells),
    recall: recall(cells),
    f1: f1(cells),
    auc: ranking.auc?.value,
    average_precision: ranking.average_precision?.value,
  };
  const figures: Partial<Record<EstimatedFigureName, EstimatedFigure>> = {};
  for (const name of ESTIMATED_FIGURES) {
    const value = values[name];
    const reference = estimator.metrics[METRICS[name]];
    if (value === undefined || reference === undefined) continue;
    if (moved && !RANKING_FIGURES.includes(name)) {
      figures[name] = { value, limits: moved, alert: false };
      continue;
    }
    const { limits, samplingError } = reference;
    const reach = (3 * samplingError.standardDeviation) / Math.sqrt(expected.rows * samplingError.fraction);
    const alert = limits.kind === 'limits' && (value < limits.lower || value > limits.upper);
    const binning = name === 'auc' || name === 'average_precision' ? ranking[name] : undefined;
    figures[name] = {
      value,
      lower: Math.max(0, value - reach),
      upper: Math.min(1, value + reach),
      limits,
      alert,
      ...(binning && { binning: { lower: binning.lower, upper: binning.upper } }),
    };
  }
  return { predictions: expected.rows, expectedPositives, figures };
}

function expectedCells({ rows, called, calledMicros }: ExpectedOutcomes, positives: number): ConfusionCounts {
  const tp = calledMicros / EXPECTED_MICROS;
  const fn = Math.max(0, positives - tp);
  return { tp, fp: called - tp, fn, tn: rows - called - fn };
}

function expectedBins({ bins, binMicros }: ExpectedOutcomes): { positives: Float64Array; negatives: Float64Array } {
  const positives = Float64Array.from(binMicros, (micros) => micros / EXPECTED_MICROS);
  return { positives, negatives: Float64Array.from(bins, (rows, bin) => rows - (positives[bin] ?? 0)) };
}
