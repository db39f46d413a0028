import type { Interval } from '../interval.js';
import { normalQuantile } from '../special-functions/normal.js';

/**
 * Normal interval for a ROC AUC with Hanley and McNeil's standard error, clipped to [0, 1].
 *
 *     SE^2 = (A (1 - A) + (P - 1) (Q1 - A^2) + (N - 1) (Q2 - A^2)) / (P N)
 *     Q1 = A / (2 - A)          two positives both above one negative
 *     Q2 = 2 A^2 / (1 + A)      one positive above two negatives
 *
 * with A the AUC, P positives, N negatives. Q1 and Q2 suppose exponential scores, which is close for most others, and
 * need nothing but the counts; the interval is too narrow when A is so near 1 that almost no pair is out of order
 * (at A = 1 it is the single point 1).
 *
 * @param auc in [0, 1]
 * @param positives P, above 0
 * @param negatives N, above 0
 * @param confidence coverage in (0, 1)
 * @returns AUCs in [0, 1]; undefined when a class is absent. Cost: constant.
 * @throws RangeError when auc is not in [0, 1] or confidence is not in (0, 1)
 * @see Hanley & McNeil 1982, Radiology 143:29
 */
export function aucInterval(
  auc: number,
  positives: number,
  negatives: number,
  confidence = 0.95,
): Interval | undefined {
  if (!(auc >= 0 && auc <= 1)) throw new RangeError(`expected an AUC in [0, 1], got ${auc}`);
  if (!(positives > 0 && negatives > 0)) return undefined;
  const square = auc * auc;
  const bothPositivesAbove = auc / (2 - auc) - square;
  const aboveBothNegatives = (2 * square) / (1 + auc) - square;
  const variance =
    (auc * (1 - auc) + (positives - 1) * bothPositivesAbove + (negatives - 1) * aboveBothNegatives) /
    (positives * negatives);
  const halfWidth = normalQuantile((1 + confidence) / 2) * Math.sqrt(Math.max(0, variance));
  return { lower: Math.max(0, auc - halfWidth), upper: Math.min(1, auc + halfWidth) };
}
