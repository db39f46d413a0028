import type { Interval } from '../interval.js';
import { normalQuantile } from '../special-functions/normal.js';

/**
 * Wilson's score interval for a share: the shares p that a normal test would not reject given what was seen.
 *
 *     centre = (k + z^2 / 2) / (n + z^2),   half width = z / (n + z^2) * sqrt(k (n - k) / n + z^2 / 4)
 *
 * with k successes in n trials and z the normal quantile at (1 + confidence) / 2. Unlike p +- z SE it stays inside
 * [0, 1] and keeps its coverage for small n and for shares near 0 and 1.
 *
 * @param successes k, from 0 to total
 * @param total n, the trials
 * @param confidence coverage in (0, 1)
 * @returns shares in [0, 1]; undefined when total is 0. Cost: constant.
 * @throws RangeError when successes is not in [0, total] or confidence is not in (0, 1)
 * @see Wilson 1927, JASA 22:209; Brown, Cai & DasGupta 2001, Statistical Science 16:101
 */
export function wilsonInterval(successes: number, total: number, confidence = 0.95): Interval | undefined {
  if (!(successes >= 0 && successes <= total)) {
    throw new RangeError(`expected successes between 0 and the total, got ${successes} of ${total}`);
  }
  if (total === 0) return undefined;
  const z = normalQuantile((1 + confidence) / 2);
  const weight = total + z * z;
  const centre = (successes + (z * z) / 2) / weight;
  const halfWidth = (z / weight) * Math.sqrt((successes * (total - successes)) / total + (z * z) / 4);
  // At the ends the algebra gives exactly 0 and 1; rounding would not.
  return {
    lower: successes === 0 ? 0 : Math.max(0, centre - halfWidth),
    upper: successes === total ? 1 : Math.min(1, centre + halfWidth),
  };
}
