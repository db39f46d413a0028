import type { Forest, TrainingSet } from '../../forest/index.js';
import {
  accuracy,
  averagePrecision,
  type ConfusionCounts,
  confusionAtThreshold,
  f1,
  precision,
  recall,
  rocAuc,
} from '../../statistics/index.js';

const BLOCK_ROWS = 4_096;

/** How good a forest is on rows that it was not fitted on. A figure without a denominator is undefined. */
export interface Measurement {
  readonly confusion: ConfusionCounts;
  readonly accuracy: number | undefined;
  readonly precision: number | undefined;
  readonly recall: number | undefined;
  readonly f1: number | undefined;
  readonly rocAuc: number | undefined;
  readonly averagePrecision: number | undefined;
}

/** The scores of all rows, in order. Works on blocks of rows, so that little is held twice. */
export function scoreAll(forest: Forest, { columns, labels }: TrainingSet): Float64Array {
  const scores = new Float64Array(labels.length);
  for (let start = 0; start < labels.length; start += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, labels.length - start);
    const block = new Float64Array(rows * columns.length);
    for (const [feature, column] of columns.entries()) {
      for (let row = 0; row < rows; row += 1) block[row * columns.length + feature] = column[start + row] ?? NaN;
    }
    scores.set(forest.predictProbabilities(block, rows), start);
  }
  return scores;
}

/** Figures of scores against labels; a score of `threshold` or more is called positive. */
export function measure(scores: Float64Array, labels: Uint8Array, threshold: number): Measurement {
  const confusion = confusionAtThreshold(scores, labels, threshold);
  return {
    confusion,
    accuracy: accuracy(confusion),
    precision: precision(confusion),
    recall: recall(confusion),
    f1: f1(confusion),
    rocAuc: rocAuc(scores, labels),
    averagePrecision: averagePrecision(scores, labels),
  };
}
