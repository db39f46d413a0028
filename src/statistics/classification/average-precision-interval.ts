import type { Interval } from '../interval.js';
import { wilsonInterval } from './wilson-interval.js';

/**
 * Interval for an average precision: the P positives are taken as P trials of which AP P succeeded (Boyd, Eng and Page's
 * binomial model), with Wilson's interval instead of their logit one, which is no interval at AP = 1.
 *
 * The model is an approximation. Over 500 samples each of two normal classes, with 1, 5 and 20 % positives, 1 to 3
 * standard deviations apart, 10 to 300 positives, 95 % intervals held the AP of 400,000 rows 92 to 99.6 % of the time.
 * Positives that come in bursts are worth fewer trials than they are.
 *
 * @param averagePrecision in [0, 1]
 * @param positives P, at least 0
 * @param confidence coverage in (0, 1)
 * @returns shares in [0, 1]; undefined without positives. Cost: constant.
 * @throws RangeError when the average precision is not in [0, 1] or confidence is not in (0, 1)
 * @see Boyd, Eng & Page 2013, ECML PKDD, LNCS 8190:451
 */
export function averagePrecisionInterval(
  averagePrecision: number,
  positives: number,
  confidence = 0.95,
): Interval | undefined {
  if (!(averagePrecision >= 0 && averagePrecision <= 1)) {
    throw new RangeError(`expected an average precision in [0, 1], got ${averagePrecision}`);
  }
  return wilsonInterval(averagePrecision * positives, positives, confidence);
}
