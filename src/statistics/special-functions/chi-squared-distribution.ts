import { logGamma, upperGammaShare } from './gamma.js';
import { normalQuantile } from './normal.js';

/**
 * P(X > x) for a chi-squared X: Q(df / 2, x / 2).
 *
 * @param x at least 0; Infinity gives 0
 * @param degreesOfFreedom above 0
 * @returns a probability in [0, 1], relative error about 1e-13
 */
export function chiSquaredSurvival(x: number, degreesOfFreedom: number): number {
  return upperGammaShare(degreesOfFreedom / 2, x / 2);
}

/**
 * The x that a chi-squared variable exceeds with the given probability. Bisection, from a bracket around Wilson and
 * Hilferty's x ~ df (1 - 2 / (9 df) + z sqrt(2 / (9 df)))^3: always right, and called once per verdict.
 *
 * @param probability of exceeding x, in (0, 1)
 * @param degreesOfFreedom above 0
 * @returns x > 0 to the last digit or two. Cost: some 60 tail evaluations.
 * @throws RangeError when the probability is not in (0, 1)
 * @see Wilson & Hilferty 1931, PNAS 17:684
 */
export function chiSquaredUpperQuantile(probability: number, degreesOfFreedom: number): number {
  const spread = 2 / (9 * degreesOfFreedom);
  const guess = degreesOfFreedom * Math.max(0, 1 - spread - normalQuantile(probability) * Math.sqrt(spread)) ** 3;
  let low = 0;
  let high = 2 * guess + 1;
  while (chiSquaredSurvival(high, degreesOfFreedom) > probability) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (chiSquaredSurvival(middle, degreesOfFreedom) > probability) low = middle;
    else high = middle;
  }
}

/**
 * The density of a chi-squared variable, x^(df/2 - 1) e^(-x/2) / (2^(df/2) Gamma(df/2)).
 *
 * @param x above 0
 * @param degreesOfFreedom above 0
 */
export function chiSquaredDensity(x: number, degreesOfFreedom: number): number {
  const half = degreesOfFreedom / 2;
  return Math.exp((half - 1) * Math.log(x) - x / 2 - half * Math.LN2 - logGamma(half));
}
