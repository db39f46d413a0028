import { accuracy, f1, precision, recall, specificity } from '../classification/confusion.js';
import type { ConfusionCounts } from '../classification/confusion.js';
import type { Decisions, PerformanceMetric } from './performance-metrics.js';

/** What probabilities say about decisions before any label has come. */
export interface ExpectedPerformance {
  /** Expected (fractional) cells of the confusion matrix. */
  confusion: ConfusionCounts;
  /** Shares in [0, 1]; undefined where the denominator is 0. */
  metrics: Record<PerformanceMetric, number | undefined>;
}

/**
 * Expected performance when row i is positive with probability p_i: a row predicted positive adds p_i to the true and
 * 1 - p_i to the false positives, a row predicted negative p_i to the false and 1 - p_i to the true negatives, and the
 * metrics are those of the expected cells.
 *
 * Ranking metrics go down the rows by raw score; after k of them t_k = sum p positives are expected and k - t_k
 * negatives:
 *
 *     ROC AUC = trapezoid area of t / t_n over f / f_n, t and f = k - t rounded to 5 decimals as in NannyML
 *     AP      = sum_k (t_k - t_{k-1}) / t_n * t_k / k
 *
 * @param rows scores and decisions
 * @param probabilityOf the calibrated probability of a score, in [0, 1]
 * @returns cells and metrics. NannyML answers 0 where a denominator is 0; here that is undefined. Cost: O(n log n).
 * @see NannyML `performance_estimation/confidence_based/metrics.py`
 */
export function expectedMetrics(rows: Decisions, probabilityOf: (score: number) => number): ExpectedPerformance {
  const confusion = { tp: 0, fp: 0, tn: 0, fn: 0 };
  for (let i = 0; i < rows.scores.length; i++) {
    const p = probabilityOf(rows.scores[i]);
    const positive = rows.predictions[i] === 1;
    confusion[positive ? 'tp' : 'fn'] += p;
    confusion[positive ? 'fp' : 'tn'] += 1 - p;
  }
  return {
    confusion,
    metrics: {
      accuracy: accuracy(confusion),
      precision: precision(confusion),
      recall: recall(confusion),
      specificity: specificity(confusion),
      f1: f1(confusion),
      ...expectedRanking(rows.scores, probabilityOf),
    },
  };
}

function expectedRanking(
  scores: ArrayLike<number>,
  probabilityOf: (score: number) => number,
): { rocAuc: number | undefined; averagePrecision: number | undefined } {
  // Rows of one score have one probability, so the scores alone can be sorted.
  const descending = Float64Array.from(scores).sort().reverse();
  let positives = 0;
  let area = 0;
  let precisionSum = 0;
  let t = 0;
  let f = 0;
  for (let i = 0; i < descending.length; i++) {
    const p = probabilityOf(descending[i]);
    positives += p;
    precisionSum += (p * positives) / (i + 1);
    const nextT = toFiveDecimals(positives);
    const nextF = toFiveDecimals(i + 1 - positives);
    area += ((nextF - f) * (nextT + t)) / 2;
    t = nextT;
    f = nextF;
  }
  return {
    rocAuc: t > 0 && f > 0 ? area / (t * f) : undefined,
    averagePrecision: positives > 0 ? precisionSum / positives : undefined,
  };
}

function toFiveDecimals(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
