import { requireOneLabelAScore } from './row-contract.js';

/**
 * The four cells of a binary confusion matrix. Whole counts when labels are known, expected (fractional) counts when
 * they are estimated from probabilities.
 */
export interface ConfusionCounts {
  /** Positives predicted positive. */
  tp: number;
  /** Negatives predicted positive. */
  fp: number;
  /** Negatives predicted negative. */
  tn: number;
  /** Positives predicted negative. */
  fn: number;
}

/*
 * Each rate below is undefined when its denominator is 0. scikit-learn answers 0 there, with a warning
 * (`zero_division="warn"`); a 0 that means "unknown" would raise an alarm, so here the caller has to look.
 */

/** Share of right answers, (TP + TN) / n. In [0, 1]; undefined without rows. */
export function accuracy({ tp, fp, tn, fn }: ConfusionCounts): number | undefined {
  return share(tp + tn, tp + fp + tn + fn);
}

/** Share of alarms that were right, TP / (TP + FP). In [0, 1]; undefined when nothing was predicted positive. */
export function precision({ tp, fp }: ConfusionCounts): number | undefined {
  return share(tp, tp + fp);
}

/**
 * Share of positives that were found, TP / (TP + FN), the true positive rate. In [0, 1]; undefined without positives.
 */
export function recall({ tp, fn }: ConfusionCounts): number | undefined {
  return share(tp, tp + fn);
}

/**
 * Harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN). In [0, 1]; undefined only when there is neither a
 * positive nor an alarm: with positives and no alarm it is 0, as in scikit-learn.
 */
export function f1({ tp, fp, fn }: ConfusionCounts): number | undefined {
  return share(2 * tp, 2 * tp + fp + fn);
}

/** Share of negatives that raised an alarm, FP / (FP + TN). In [0, 1]; undefined without negatives. */
export function falsePositiveRate({ fp, tn }: ConfusionCounts): number | undefined {
  return share(fp, fp + tn);
}

/** Share of negatives left in peace, TN / (TN + FP), the true negative rate. In [0, 1]; undefined without negatives. */
export function specificity({ fp, tn }: ConfusionCounts): number | undefined {
  return share(tn, fp + tn);
}

/**
 * Counts the cells for the decision "positive when score >= threshold".
 *
 * @param scores one finite score a row
 * @param labels 1 for a positive, anything else for a negative, one a row
 * @param threshold in the unit of the scores
 * @param weights how many rows each stands for; absent: 1
 * @returns counts, whole without weights; all 0 without rows. Cost: O(n).
 * @throws RangeError when the two lengths differ
 */
export function confusionAtThreshold(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  threshold: number,
  weights?: ArrayLike<number>,
): ConfusionCounts {
  requireOneLabelAScore(scores, labels);
  const counts = { tp: 0, fp: 0, tn: 0, fn: 0 };
  for (let i = 0; i < scores.length; i++) {
    const weight = weights?.[i] ?? 1;
    if (scores[i] >= threshold) counts[labels[i] === 1 ? 'tp' : 'fp'] += weight;
    else counts[labels[i] === 1 ? 'fn' : 'tn'] += weight;
  }
  return counts;
}

function share(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}
