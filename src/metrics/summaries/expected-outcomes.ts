import type { Prediction } from '../../prediction/index.js';
import { calibrate, type PerformanceEstimator, scoreBinIndex } from '../../statistics/index.js';
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
  readonly bins: Int32Array;
  /** Positives to be expected by score bin, in millionths. */
  readonly binMicros: Float64Array;
}

/** Calibrates each score by the version's estimator. Cost: O(rows log knots). */
export function expectOutcomes(
  predictions: readonly Pick<Prediction, 'score' | 'positive'>[],
  { calibrator }: PerformanceEstimator,
): ExpectedOutcomes {
  const bins = new Int32Array(SCORE_BINS);
  const binMicros = new Float64Array(SCORE_BINS);
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
    bins: a.bins.map((count, bin) => count + (b.bins[bin] ?? 0)),
    binMicros: a.binMicros.map((micros, bin) => micros + (b.binMicros[bin] ?? 0)),
  };
}

/** Both rows of bins as bytes for the store: counts as little-endian int32, then millionths as float64. */
export function expectedBytes({ bins, binMicros }: ExpectedOutcomes): Buffer {
  return Buffer.concat([bytesOf(bins), bytesOf(binMicros)]);
}

/** The inverse of expectedBytes. */
export function expectedBinsOf(bytes: Uint8Array): Pick<ExpectedOutcomes, 'bins' | 'binMicros'> {
  // On a copy: a column read from the store is not aligned.
  const { buffer } = new Uint8Array(bytes);
  const start = SCORE_BINS * Int32Array.BYTES_PER_ELEMENT;
  return { bins: new Int32Array(buffer, 0, SCORE_BINS), binMicros: new Float64Array(buffer, start, SCORE_BINS) };
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
