import type { Forest, TrainingSet } from '../forest/index.js';
import type { ModelMetrics } from '../models/index.js';
import {
  accuracy,
  averagePrecision,
  confusionAtThreshold,
  f1,
  precision,
  recall,
  rocAuc,
} from '../statistics/index.js';

/** The figures of a forest on rows that it was not fitted on. Cost: one scoring of each row, and a sort. */
export function evaluate(forest: Forest, { columns, labels }: TrainingSet, threshold: number): ModelMetrics {
  const scores = new Float64Array(labels.length);
  const row = new Float64Array(columns.length);
  for (let index = 0; index < labels.length; index += 1) {
    for (const [feature, column] of columns.entries()) row[feature] = column[index] ?? NaN;
    scores[index] = forest.predictProbability(row);
  }
  const counts = confusionAtThreshold(scores, labels, threshold);
  const figures = {
    accuracy: accuracy(counts),
    precision: precision(counts),
    recall: recall(counts),
    f1: f1(counts),
    rocAuc: rocAuc(scores, labels),
    averagePrecision: averagePrecision(scores, labels),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
