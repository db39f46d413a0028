import type { BoundedFigure } from '../interval.js';
import { outcomesByScore } from './outcomes-by-score.js';
import type { OutcomesByScore } from './outcomes-by-score.js';
import { outcomesOfBins } from './score-bins.js';
import type { ScoreBins } from './score-bins.js';

/**
 * Area under the ROC curve: the chance that a random positive scores above a random negative, ties counting half.
 *
 *     AUC = (1 / (P N)) sum_g pos_g (negBelow_g + neg_g / 2)
 *
 * over groups g of tied scores; P, N the positives and negatives, negBelow_g the negatives scored lower than group g.
 * It depends on the order of the scores only.
 *
 * @param scores one finite score a row, higher means more likely positive
 * @param labels 1 for a positive, anything else for a negative, one a row
 * @param weights how many rows each stands for; absent: 1
 * @returns a share in [0, 1], exact up to one rounding; undefined when one of the classes is absent.
 *   Cost: O(n log n) time, O(n) memory.
 * @throws RangeError when the lengths differ or a score is not finite
 * @see Hanley & McNeil 1982, Radiology 143:29; equal to scikit-learn's `roc_auc_score`
 */
export function rocAuc(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | undefined {
  return orderedPairs(outcomesByScore(scores, labels, weights))?.value;
}

/**
 * ROC AUC from counts of scores in bins. Pairs of different bins are ordered as the scores are; of the pairs inside one
 * bin nothing is known, so they count half, and the true AUC is off by at most half of their share:
 *
 *     |AUC - value| <= (1 / (2 P N)) sum_b pos_b neg_b
 *
 * @param bins outcomes by score bin, lowest bin first
 * @returns the value and the range that certainly holds the AUC of the unbinned scores, in [0, 1]; undefined when one
 *   of the classes is absent. Cost: O(bins).
 * @throws RangeError when the two lengths of `bins` differ
 */
export function binnedRocAuc(bins: ScoreBins): BoundedFigure | undefined {
  return orderedPairs(outcomesOfBins(bins));
}

function orderedPairs(groups: OutcomesByScore): BoundedFigure | undefined {
  const { positives, negatives, totalPositives, totalNegatives } = groups;
  if (totalPositives === 0 || totalNegatives === 0) return undefined;
  let negativesBelow = totalNegatives;
  let ordered = 0;
  let tied = 0;
  for (let g = 0; g < positives.length; g++) {
    negativesBelow -= negatives[g];
    ordered += positives[g] * negativesBelow;
    tied += positives[g] * negatives[g];
  }
  const pairs = totalPositives * totalNegatives;
  return { value: (ordered + tied / 2) / pairs, lower: ordered / pairs, upper: (ordered + tied) / pairs };
}
