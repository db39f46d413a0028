import { chiSquaredSurvival } from '../special-functions/chi-squared-distribution.js';
import { totalsOf } from './count-pairs.js';
import type { CountPair } from './count-pairs.js';

/** Outcome of a chi-squared test. */
export interface ChiSquaredTest {
  /** X^2, at least 0; Infinity when a category came that the reference says can't (one-sample test only). */
  statistic: number;
  degreesOfFreedom: number;
  /** Chance of a statistic at least as large without drift, in [0, 1]. */
  pValue: number;
}

/**
 * Chi-squared test of homogeneity: could both samples have come from one distribution?
 *
 *     X^2 = sum_b (r_b - m s_b)^2 / (m s_b) + (c_b - n s_b)^2 / (n s_b),   s_b = (r_b + c_b) / (m + n)
 *
 * with r_b, c_b the reference and current counts, m and n their totals; k - 1 degrees of freedom for k bins that hold a
 * row on either side. The chi-squared limit needs expected counts of about 5 and more. On binned numbers it is a test
 * of the bin shares, blind to what moves inside a bin.
 *
 * @param counts both samples in the same bins
 * @returns the test; p = 1 with fewer than two occupied bins; undefined when either side has no rows. Cost: O(bins).
 * @throws RangeError when the sides have not the same number of bins
 * @see Pearson 1900; equal to scipy `stats.chi2_contingency(..., correction=False)`
 */
export function chiSquaredContingency(counts: CountPair): ChiSquaredTest | undefined {
  const totals = totalsOf(counts);
  if (totals === undefined) return undefined;
  const { reference, current } = counts;
  let statistic = 0;
  let occupied = 0;
  for (let b = 0; b < reference.length; b++) {
    const both = reference[b] + current[b];
    if (both === 0) continue;
    occupied++;
    // Both squared terms over their expectations, brought to one denominator.
    const excess = reference[b] * totals.current - current[b] * totals.reference;
    statistic += (excess / both) * (excess / totals.reference / totals.current);
  }
  return tested(statistic, occupied);
}

/**
 * One-sample chi-squared test: the current counts against the reference shares taken as certain.
 *
 *     X^2 = sum_b (c_b - e_b)^2 / e_b,   e_b = r_b n / m
 *
 * The parity mode. It forgets that the reference is a sample too, which inflates X^2 by 1 + n / m: with n = m the 5 %
 * test fires 17 % (2 categories) to 27 % (4 categories) of the time without drift. A category that the reference lacks
 * makes p = 0.
 *
 * @param counts both samples in the same categories
 * @returns the test; p = 1 with fewer than two occupied bins; undefined when either side has no rows. Cost: O(bins).
 * @throws RangeError when the sides have not the same number of bins
 * @see scipy `stats.chisquare`; Evidently `chisquare`
 */
export function chiSquaredGoodnessOfFit(counts: CountPair): ChiSquaredTest | undefined {
  const totals = totalsOf(counts);
  if (totals === undefined) return undefined;
  const { reference, current } = counts;
  let statistic = 0;
  let occupied = 0;
  for (let b = 0; b < reference.length; b++) {
    if (reference[b] === 0 && current[b] === 0) continue;
    occupied++;
    const expected = (reference[b] * totals.current) / totals.reference;
    statistic += (current[b] - expected) ** 2 / expected;
  }
  return tested(statistic, occupied);
}

function tested(statistic: number, occupied: number): ChiSquaredTest {
  const degreesOfFreedom = Math.max(0, occupied - 1);
  const pValue = degreesOfFreedom === 0 ? 1 : chiSquaredSurvival(statistic, degreesOfFreedom);
  return { statistic, degreesOfFreedom, pValue };
}
