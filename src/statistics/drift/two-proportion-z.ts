import { normalSurvival } from '../special-functions/normal.js';

/** Outcome of a two-proportion z test. */
export interface TwoProportionTest {
  /** Difference of the shares in pooled standard errors, reference minus current. */
  z: number;
  /** Two-sided: chance of a |z| at least as large without drift, in [0, 1]. */
  pValue: number;
}

/** How often something happened. */
export interface Occurrences {
  /** From 0 to total. */
  count: number;
  total: number;
}

/**
 * Two-proportion z test with the pooled share: did a rate change? For two-valued columns, and for rates such as that of
 * missing values.
 *
 *     z = (p - q) / sqrt(P (1 - P) (1/m + 1/n)),   P = (r + c) / (m + n),   pValue = 2 (1 - Phi(|z|))
 *
 * with p = r / m and q = c / n the reference and current shares. The normal limit needs about 5 rows of each kind.
 *
 * @param reference r of m
 * @param current c of n
 * @returns the test; z = 0 and p = 1 when it never, or always, happened on both sides; undefined when either side has
 *   no rows. Cost: constant.
 * @see statsmodels' `proportions_ztest`; Evidently `z`
 */
export function twoProportionZ(reference: Occurrences, current: Occurrences): TwoProportionTest | undefined {
  if (reference.total === 0 || current.total === 0) return undefined;
  const pooled = (reference.count + current.count) / (reference.total + current.total);
  if (pooled === 0 || pooled === 1) return { z: 0, pValue: 1 };
  const standardError = Math.sqrt(pooled * (1 - pooled) * (1 / reference.total + 1 / current.total));
  const z = (reference.count / reference.total - current.count / current.total) / standardError;
  return { z, pValue: 2 * normalSurvival(Math.abs(z)) };
}
