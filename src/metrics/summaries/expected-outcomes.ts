import type { Prediction } from '../../prediction/index.js';
import { addCounts, calibrate, type PerformanceEstimator, scoreBinIndex } from '../../statistics/index.js';
import { SCORE_BINS } from './outcome-summary.js';

/** Probabilities are summed in millionths, as whole numbers, so that hours add up the same in any order. */
export const EXPECTED_MICROS = 1_000_000;

/** What the scores of some predictions promise before any label has come. Summaries of two hours merge into that of both. */
export interface ExpectedOutcomes {
  readonly rows: number;
  /** Rows that were called positive. */
  readonly called: number;
  /** Positives to be expected among those, in millionths. */
  readonly calledMicros: number;
  /** Rows by score bin, lowest first, SCORE_BINS of them. */
  readonly bins: readonly number[];
  /** Positives to be expected by score bin, in millionths. */
  readonly binMicros: readonly number[];
}

/** Calibrates each score by the version's estimator. Cost: O(rows log knots). */
export function expectOutcomes(
  predictions: readonly Pick<Prediction, 'score' | 'positive'>[],
  { calibrator }: PerformanceEstimator,
): ExpectedOutcomes {
  const bins = new Array<number>(SCORE_BINS).fill(0);
  const binMicros = new Array<number>(SCORE_BINS).fill(0);
  let called = 0;
  let calledMicros = 0;
  for (const { score, positive } of predictions) {
    const micros = Math.round((calibrator ? calibrate(calibrator, score) : score) * EXPECTED_MICROS);
    const bin = scoreBinIndex(score, SCORE_BINS);
    bins[bin] = (bins[bin] ?? 0) + 1;
    binMicros[bin] = (binMicros[bin] ?? 0) + micros;
    if (positive) {
      called += 1;
      calledMicros += micros;
    }
  }
  return { rows: predictions.length, called, calledMicros, bins, binMicros };
}

/** Of both. Associative and commutative, exactly. */
export function mergeExpected(a: ExpectedOutcomes, b: ExpectedOutcomes): ExpectedOutcomes {
  return {
    rows: a.rows + b.rows,
    called: a.called + b.called,
    calledMicros: a.calledMicros + b.calledMicros,
    bins: addCounts(a.bins, b.bins),
    binMicros: addCounts(a.binMicros, b.binMicros),
  };
}
