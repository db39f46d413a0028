import type { Interval } from '../interval.js';
import type { ConfusionCounts } from './confusion.js';
import { wilsonInterval } from './wilson-interval.js';

/**
 * Interval for F1, through the share J = TP / (TP + FP + FN) of which it is an increasing function:
 *
 *     F1 = 2 TP / (2 TP + FP + FN) = 2 J / (1 + J)
 *
 * Given how many rows were positive or alarmed (TP + FP + FN), TP is binomial, so Wilson's interval of J, mapped
 * through 2 J / (1 + J), covers F1 with the same confidence. A monotone map keeps coverage exactly; to first order it
 * is the delta method, without leaving [0, 1].
 *
 * @param counts the confusion matrix; true negatives play no part
 * @param confidence coverage in (0, 1)
 * @returns F1 values in [0, 1]; undefined when there is neither a positive nor an alarm. Cost: constant.
 * @throws RangeError when a count is negative or confidence is not in (0, 1)
 * @see Takahashi et al. 2022, Applied Intelligence 52:4961 (the delta method for F1); Wilson 1927 for J
 */
export function f1Interval({ tp, fp, fn }: ConfusionCounts, confidence = 0.95): Interval | undefined {
  const ofJaccard = wilsonInterval(tp, tp + fp + fn, confidence);
  if (ofJaccard === undefined) return undefined;
  return { lower: f1OfJaccard(ofJaccard.lower), upper: f1OfJaccard(ofJaccard.upper) };
}

function f1OfJaccard(jaccard: number): number {
  return (2 * jaccard) / (1 + jaccard);
}
