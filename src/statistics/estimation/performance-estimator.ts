import type { ConfusionCounts } from '../classification/confusion.js';
import type { Interval } from '../interval.js';
import { alarmLimits, isOutside } from './alarm-limits.js';
import type { AlarmLimits } from './alarm-limits.js';
import { needsCalibration } from './calibration-need.js';
import { chunksOf } from './chunks.js';
import { expectedMetrics } from './expected-metrics.js';
import { calibrate, fitIsotonic } from './isotonic.js';
import type { IsotonicCalibrator } from './isotonic.js';
import { PERFORMANCE_METRICS, requireWholeRows } from './performance-metrics.js';
import type { Decisions, LabelledDecisions, PerformanceMetric } from './performance-metrics.js';
import { realisedMetrics } from './realised-metrics.js';
import { samplingErrors } from './sampling-error.js';
import type { SamplingErrorParts } from './sampling-error.js';

/** What the reference says about one metric. */
export interface MetricReference {
  limits: AlarmLimits;
  samplingError: SamplingErrorParts;
}

/** Everything that estimating needs of the reference: plain data, to be stored with a model. */
export interface PerformanceEstimator {
  /** Rows of a reference chunk: the limits fit chunks of this size. */
  chunkRows: number;
  /** From which score on the reference's rows were called positive; absent where it was not kept. */
  decisionThreshold?: number;
  /** Absent when the raw scores already are probabilities. */
  calibrator?: IsotonicCalibrator;
  /** A metric on which the reference says nothing is absent. */
  metrics: Partial<Record<PerformanceMetric, MetricReference>>;
}

/** An estimated metric with its band: `lower` and `upper` are estimate -+ 3 standard errors, clipped to [0, 1]. */
export interface EstimatedMetric extends Interval {
  estimate: number;
  samplingError: number;
  limits: AlarmLimits;
  /** The estimate itself (not its band) is outside the limits. */
  alert: boolean;
}

/** What is expected of rows without labels. */
export interface PerformanceEstimate {
  rows: number;
  /** Expected (fractional) cells. */
  confusion: ConfusionCounts;
  /** A metric that can't be estimated is absent. */
  metrics: Partial<Record<PerformanceMetric, EstimatedMetric>>;
}

/**
 * Learns from labelled rows how to estimate performance without labels (confidence-based performance estimation, CBPE):
 * a calibrator from scores to probabilities, alarm limits from how each metric varied over chunks, and each metric's
 * sampling error.
 *
 * The reference must not be the training rows scored by the model that learnt them: their scores are too sure. A random
 * forest's out-of-bag scores are fair. What no such estimate can see is a change of the labels given the features
 * (concept drift): compare it with realised figures as labels come.
 *
 * @param reference scores, decisions and labels, in time order
 * @param settings chunkRows: rows of a chunk, here and in what will be estimated; seed: of the random splits and
 *   bootstrap
 * @returns plain data. Cost: O(n log n), about 60 sorts.
 * @throws RangeError when the lengths differ, a score is not finite, or chunkRows is below 1
 * @see NannyML `performance_estimation/confidence_based`
 */
export function fitPerformanceEstimator(
  reference: LabelledDecisions,
  { chunkRows, seed }: { chunkRows: number; seed: number },
): PerformanceEstimator {
  requireWholeRows(reference);
  const { scores, labels, predictions } = reference;
  const realised = chunksOf(scores.length, chunkRows).map(({ start, end }) =>
    realisedMetrics({
      scores: sliceOf(scores, start, end),
      labels: sliceOf(labels, start, end),
      predictions: sliceOf(predictions, start, end),
    }),
  );
  const errors = samplingErrors(reference, seed);
  const estimator: PerformanceEstimator = { chunkRows, metrics: {} };
  for (const metric of PERFORMANCE_METRICS) {
    const samplingError = errors[metric];
    if (samplingError === undefined) continue;
    estimator.metrics[metric] = { limits: alarmLimits(realised.map((values) => values[metric])), samplingError };
  }
  const calibrator = needsCalibration(scores, labels, seed) ? fitIsotonic(scores, labels) : undefined;
  if (calibrator !== undefined) estimator.calibrator = calibrator;
  return estimator;
}

/**
 * Estimates every metric on rows whose labels have not come.
 *
 * @param estimator as `fitPerformanceEstimator` gives it
 * @param rows scores and decisions of one chunk, best of estimator.chunkRows rows
 * @returns the expected cells and, by metric, estimate, band and alert. Cost: O(n log n).
 * @throws RangeError when the lengths differ
 */
export function estimatePerformance(estimator: PerformanceEstimator, rows: Decisions): PerformanceEstimate {
  requireWholeRows(rows);
  const { calibrator } = estimator;
  const expected = expectedMetrics(rows, (score) => (calibrator === undefined ? score : calibrate(calibrator, score)));
  const metrics: PerformanceEstimate['metrics'] = {};
  for (const metric of PERFORMANCE_METRICS) {
    const estimate = expected.metrics[metric];
    const reference = estimator.metrics[metric];
    if (estimate === undefined || reference === undefined) continue;
    const { limits, samplingError: parts } = reference;
    const samplingError = parts.standardDeviation / Math.sqrt(rows.scores.length * parts.fraction);
    metrics[metric] = {
      estimate,
      samplingError,
      lower: Math.max(0, estimate - 3 * samplingError),
      upper: Math.min(1, estimate + 3 * samplingError),
      limits,
      alert: isOutside(estimate, limits),
    };
  }
  return { rows: rows.scores.length, confusion: expected.confusion, metrics };
}

function sliceOf(values: ArrayLike<number>, start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => values[start + i]);
}
