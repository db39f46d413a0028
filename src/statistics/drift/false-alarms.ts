import { chiSquaredDensity } from '../special-functions/chi-squared-distribution.js';
import { exceedance, PSI_RULE_DEFAULTS } from './psi-rule.js';
import type { CheckedWindow, PsiRule } from './psi-rule.js';

const SECONDS_A_MONTH = 30 * 24 * 3600;

/** When windows are checked, and when a verdict becomes an alarm. */
export interface CheckSchedule {
  /** Time from one check to the next, above 0. */
  checkIntervalSeconds: number;
  /** Time that one window spans, above 0; windows overlap when it is longer than the interval. */
  windowSeconds: number;
  /** Checks in a row that must call a column drifted, at least 1. */
  persistence: number;
}

/**
 * Alarms to expect in 30 days when nothing drifts at all, one alarm an episode however long it lasts.
 *
 * With a the chance that one column exceeds its threshold x at one check (chi-squared, k - 1 degrees of freedom), and M
 * checks a month, there are at most M a episodes a column. Overlapping windows share rows, so their exceedances come in
 * clumps, and the clumps of a sliding window number
 *
 *     (month / window) 2 (x - (k - 2)) f(x)
 *
 * with f the density; the smaller figure holds. Of `persistence` checks in a row only 1 + floor((persistence - 1)
 * interval / window) have windows without common rows, and each of those beyond the first costs a factor a: persistence
 * over overlapping windows buys almost nothing.
 *
 * Supposes a reference much larger than the window (every window shares the reference's own error) and columns that
 * each err on their own; columns that move together give fewer episodes. Errs upwards: a simulated stream with 20
 * checks a window raised about 0.6 of it.
 *
 * @param window row counts and bins
 * @param rule the verdict's settings
 * @param schedule when it is asked
 * @returns alarms a month, at least 0; 0 with fewer rows than the rule's minimum, where there is no verdict.
 *   Cost: constant.
 * @throws RangeError when a time is not above 0 or persistence is below 1
 * @see Aldous 1989, Probability Approximations via the Poisson Clumping Heuristic, section D
 */
export function expectedFalseAlarmsPerMonth(window: CheckedWindow, rule: PsiRule, schedule: CheckSchedule): number {
  const { checkIntervalSeconds, windowSeconds, persistence } = schedule;
  if (!(checkIntervalSeconds > 0 && windowSeconds > 0 && persistence >= 1)) {
    throw new RangeError(
      `expected times above 0 and a persistence of at least 1, got ${checkIntervalSeconds} s, ${windowSeconds} s ` +
        `and ${persistence}`,
    );
  }
  const smaller = Math.min(window.referenceRows, window.currentRows);
  if (smaller < (rule.minimumRows ?? PSI_RULE_DEFAULTS.minimumRows) || window.bins < 2) return 0;
  const { level, probability } = exceedance(window, rule);
  const freedom = window.bins - 1;
  const checks = (SECONDS_A_MONTH / checkIntervalSeconds) * probability;
  const clumps = (SECONDS_A_MONTH / windowSeconds) * 2 * (level - (freedom - 1)) * chiSquaredDensity(level, freedom);
  const separateWindows = 1 + Math.floor(((persistence - 1) * checkIntervalSeconds) / windowSeconds);
  return rule.features * Math.min(checks, clumps) * probability ** (separateWindows - 1);
}
