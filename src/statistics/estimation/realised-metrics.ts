import { averagePrecision } from '../classification/average-precision.js';
import { accuracy, f1, precision, recall, specificity } from '../classification/confusion.js';
import type { ConfusionCounts } from '../classification/confusion.js';
import { rocAuc } from '../classification/roc-auc.js';
import { requireWholeRows } from './performance-metrics.js';
import type { LabelledDecisions, PerformanceMetric } from './performance-metrics.js';

/**
 * Counts the confusion matrix of decisions as they were made.
 *
 * @param rows one prediction and one label a row
 * @returns whole counts. Cost: O(n).
 * @throws RangeError when the lengths differ
 */
export function confusionOfDecisions(rows: LabelledDecisions): ConfusionCounts {
  requireWholeRows(rows);
  const counts = { tp: 0, fp: 0, tn: 0, fn: 0 };
  for (let i = 0; i < rows.labels.length; i++) {
    if (rows.predictions[i] === 1) counts[rows.labels[i] === 1 ? 'tp' : 'fp']++;
    else counts[rows.labels[i] === 1 ? 'fn' : 'tn']++;
  }
  return counts;
}

/**
 * Every metric on rows whose labels have come, unknown where the rows could not tell good from bad: precision, recall
 * and F1 when only one class came or only one was predicted, specificity without a true negative, ROC AUC and average
 * precision when only one class came. Stricter than the metrics on their own, so that alarm limits are not built on
 * zeros.
 *
 * @param rows scores, decisions and labels
 * @returns shares in [0, 1] by metric. Cost: O(n log n).
 * @throws RangeError when the lengths differ or a score is not finite
 * @see NannyML `performance_estimation/confidence_based/metrics.py`
 */
export function realisedMetrics(rows: LabelledDecisions): Record<PerformanceMetric, number | undefined> {
  const counts = confusionOfDecisions(rows);
  const bothCame = counts.tp + counts.fn > 0 && counts.fp + counts.tn > 0;
  const bothPredicted = counts.tp + counts.fp > 0 && counts.fn + counts.tn > 0;
  const telling = bothCame && bothPredicted;
  return {
    accuracy: accuracy(counts),
    precision: telling ? precision(counts) : undefined,
    recall: telling ? recall(counts) : undefined,
    specificity: counts.tn > 0 ? specificity(counts) : undefined,
    f1: telling ? f1(counts) : undefined,
    rocAuc: rocAuc(rows.scores, rows.labels),
    averagePrecision: bothCame ? averagePrecision(rows.scores, rows.labels) : undefined,
  };
}
