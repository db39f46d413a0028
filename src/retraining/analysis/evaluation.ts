import type { Forest, TrainingSet } from '../../forest/index.js';
import type { ModelMetrics } from '../../models/index.js';
import {
  accuracy,
  averagePrecision,
  confusionAtThreshold,
  f1,
  precision,
  recall,
  rocAuc,
} from '../../statistics/index.js';

/** P(label 1) of rows. Cost: one scoring of each row. */
export function scoreRows(forest: Forest, { columns, labels }: Pick<TrainingSet, 'columns' | 'labels'>): Float64Array {
  const scores = new Float64Array(labels.length);
  const row = new Float64Array(columns.length);
  for (let index = 0; index < labels.length; index += 1) {
    for (const [feature, column] of columns.entries()) row[feature] = column[index] ?? NaN;
    scores[index] = forest.predictProbability(row);
  }
  return scores;
}

/** The figures of the scores of rows that the forest was not fitted on. Cost: a sort. */
export function evaluate(
  scores: Float64Array,
  { labels, weights }: Pick<TrainingSet, 'labels' | 'weights'>,
  threshold: number,
): ModelMetrics {
  const counts = confusionAtThreshold(scores, labels, threshold, weights);
  const figures = {
    accuracy: accuracy(counts),
    precision: precision(counts),
    recall: recall(counts),
    f1: f1(counts),
    rocAuc: rocAuc(scores, labels, weights),
    averagePrecision: averagePrecision(scores, labels, weights),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
