import { outcomesByScore } from './outcomes-by-score.js';

/**
 * Average precision: the precision at each threshold, weighted by the recall gained there.
 *
 *     AP = sum_k (R_k - R_{k-1}) P_k
 *
 * over the distinct scores k from the highest down; R_k and P_k are recall and precision of "score >= k". Tied scores
 * are one threshold, and nothing is interpolated between thresholds. A model that ranks at random gets the share of
 * positives, so where 1 row in 500 is positive 0.1 is already fifty times better than chance.
 *
 * @param scores one finite score a row, higher means more likely positive
 * @param labels 1 for a positive, anything else for a negative, one a row
 * @param weights how many rows each stands for; absent: 1
 * @returns a share in (0, 1]; undefined without positives (scikit-learn warns and answers 0).
 *   Cost: O(n log n) time, O(n) memory.
 * @throws RangeError when the lengths differ or a score is not finite
 * @see scikit-learn's `average_precision_score`, to which it is equal
 */
export function averagePrecision(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | undefined {
  const { positives, negatives, totalPositives } = outcomesByScore(scores, labels, weights);
  if (totalPositives === 0) return undefined;
  let found = 0;
  let alarms = 0;
  let sum = 0;
  for (let k = 0; k < positives.length; k++) {
    found += positives[k];
    alarms += positives[k] + negatives[k];
    sum += positives[k] * (found / alarms);
  }
  return sum / totalPositives;
}
