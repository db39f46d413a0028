import type { ConfusionCounts } from './confusion.js';
import { outcomesByScore } from './outcomes-by-score.js';

/** What each outcome costs, in one currency. */
export interface DecisionCosts {
  /** A positive that raised no alarm. */
  missedPositive: number;
  /** A negative that raised an alarm: the harm done, without the review. */
  falseAlarm: number;
  /** Looking at one alarm, right or wrong. */
  review: number;
}

/** The cheapest way to use a score on a labelled sample: alarm from a threshold on, or never. */
export type ThresholdChoice =
  | { kind: 'threshold'; threshold: number; cost: number; confusion: ConfusionCounts }
  | { kind: 'never-alarm'; cost: number; confusion: ConfusionCounts };

/**
 * Finds the decision "positive when score >= threshold" that would have cost least on labelled rows:
 *
 *     cost = FN * missedPositive + FP * falseAlarm + (TP + FP) * review
 *
 * by walking the distinct scores from the highest down. Among equally cheap thresholds the highest wins, that is, the
 * fewest alarms. The cost is that of these rows: on the rows it was chosen on it flatters itself.
 *
 * @param scores one finite score a row, higher means more likely positive
 * @param labels 1 for a positive, anything else for a negative, one a row
 * @param costs each at least 0
 * @param weights how many rows each stands for; absent: 1
 * @returns the choice, its total cost and confusion matrix; undefined without rows. Cost: O(n log n).
 * @throws RangeError when the lengths differ, a score is not finite, or a cost is negative or NaN
 * @see Elkan 2001, The foundations of cost-sensitive learning, IJCAI
 */
export function cheapestThreshold(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  costs: DecisionCosts,
  weights?: ArrayLike<number>,
): ThresholdChoice | undefined {
  for (const [name, cost] of Object.entries(costs) as [string, number][]) {
    if (!(cost >= 0)) throw new RangeError(`expected costs of at least 0, got ${name} ${cost}`);
  }
  if (scores.length === 0) return undefined;
  const groups = outcomesByScore(scores, labels, weights);
  const walked: ConfusionCounts = { tp: 0, fp: 0, tn: groups.totalNegatives, fn: groups.totalPositives };
  let best: ThresholdChoice = { kind: 'never-alarm', cost: costOf(walked, costs), confusion: { ...walked } };
  for (let g = 0; g < groups.scores.length; g++) {
    walked.tp += groups.positives[g];
    walked.fn -= groups.positives[g];
    walked.fp += groups.negatives[g];
    walked.tn -= groups.negatives[g];
    const cost = costOf(walked, costs);
    if (cost < best.cost) best = { kind: 'threshold', threshold: groups.scores[g], cost, confusion: { ...walked } };
  }
  return best;
}

/** What decisions with these outcomes cost. */
export function costOf({ tp, fp, fn }: ConfusionCounts, costs: DecisionCosts): number {
  return fn * costs.missedPositive + fp * costs.falseAlarm + (tp + fp) * costs.review;
}
