import { outcomesByScore } from './outcomes-by-score.js';
import type { OutcomesByScore } from './outcomes-by-score.js';
import { outcomesOfBins } from './score-bins.js';
import type { ScoreBins } from './score-bins.js';

/** What one threshold ("positive when score >= threshold") gives. All shares in [0, 1]. */
export interface OperatingPoint {
  threshold: number;
  /** Share of positives found: recall, and the true positive rate of the ROC curve. */
  recall: number;
  /** Share of negatives alarmed. */
  falsePositiveRate: number;
  /** Share of alarms that were right. */
  precision: number;
}

/**
 * The operating points of a score, highest threshold first: recall over false positive rate is the ROC curve (which
 * starts at the origin, where nothing is alarmed), precision over recall the precision-recall curve.
 *
 * @param scores one finite score a row, higher means more likely positive
 * @param labels 1 for a positive, anything else for a negative, one a row
 * @returns one point a distinct score, none left out; undefined when one of the classes is absent.
 *   Cost: O(n log n) time, O(n) memory.
 * @throws RangeError when the lengths differ or a score is not finite
 * @see scikit-learn's `roc_curve(drop_intermediate=False)` and `precision_recall_curve`, which add their end points
 */
export function operatingPoints(scores: ArrayLike<number>, labels: ArrayLike<number>): OperatingPoint[] | undefined {
  return pointsOf(outcomesByScore(scores, labels));
}

/**
 * The operating points at the lower edges of score bins: a subset of the points of the unbinned scores, so exact where
 * it has a point.
 *
 * @param bins outcomes by score bin, lowest bin first
 * @returns one point a bin that holds rows; undefined when one of the classes is absent. Cost: O(bins).
 * @throws RangeError when the two lengths of `bins` differ
 */
export function binnedOperatingPoints(bins: ScoreBins): OperatingPoint[] | undefined {
  return pointsOf(outcomesOfBins(bins));
}

function pointsOf(groups: OutcomesByScore): OperatingPoint[] | undefined {
  const { scores, positives, negatives, totalPositives, totalNegatives } = groups;
  if (totalPositives === 0 || totalNegatives === 0) return undefined;
  let tp = 0;
  let fp = 0;
  return scores.map((threshold, g) => {
    tp += positives[g];
    fp += negatives[g];
    return {
      threshold,
      recall: tp / totalPositives,
      falsePositiveRate: fp / totalNegatives,
      precision: tp / (tp + fp),
    };
  });
}
