/**
 * What a population summary keeps of a numeric column. Two summaries merge into that of both populations, so an hour's
 * summary is stored once and any window is a sum of hours.
 */
export interface Moments {
  /** Values present. */
  count: number;
  /** Values absent (NaN or infinite). */
  missing: number;
  /** Mean of the values present; 0 while there are none. */
  mean: number;
  /** Sum of squared distances from the mean, M2. */
  squaredDistances: number;
  /** Least value; Infinity while there are none. */
  min: number;
  /** Greatest value; -Infinity while there are none. */
  max: number;
}

/** The figures that people read, in the unit of the values. */
export interface PopulationSummary {
  count: number;
  /** Share of rows without a value, in [0, 1]. */
  missingRatio: number;
  mean: number;
  /** Population standard deviation (divided by n, as scipy's and Evidently's ddof 0). */
  standardDeviation: number;
  min: number;
  max: number;
}

/** The summary of no rows at all, which changes nothing when merged. */
export const NO_ROWS: Readonly<Moments> = {
  count: 0,
  missing: 0,
  mean: 0,
  squaredDistances: 0,
  min: Infinity,
  max: -Infinity,
};

/**
 * Summarises a column in one pass, by Welford's update mean += d / n, M2 += d (x - mean), which does not lose digits
 * when the mean is far from 0.
 *
 * @param values one a row; NaN and infinities count as missing
 * @returns the moments. Cost: O(n).
 * @see Welford 1962, Technometrics 4:419
 */
export function momentsOf(values: ArrayLike<number>): Moments {
  const moments = { ...NO_ROWS };
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) {
      moments.missing++;
      continue;
    }
    moments.count++;
    const distance = value - moments.mean;
    moments.mean += distance / moments.count;
    moments.squaredDistances += distance * (value - moments.mean);
    if (value < moments.min) moments.min = value;
    if (value > moments.max) moments.max = value;
  }
  return moments;
}

/**
 * The summary of two populations together, from their summaries:
 *
 *     n = n_a + n_b,  d = mean_b - mean_a,  mean = mean_a + d n_b / n,  M2 = M2_a + M2_b + d^2 n_a n_b / n
 *
 * Associative and commutative up to rounding. Cost: constant.
 *
 * @see Chan, Golub & LeVeque 1979, Updating formulae and a pairwise algorithm for computing sample variances
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  const distance = b.mean - a.mean;
  const weight = count === 0 ? 0 : b.count / count;
  return {
    count,
    missing: a.missing + b.missing,
    mean: a.count === 0 ? b.mean : a.mean + distance * weight,
    squaredDistances: a.squaredDistances + b.squaredDistances + distance * distance * a.count * weight,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}

/**
 * Reads moments as figures.
 *
 * @returns the figures; undefined while no row has a value. Cost: constant.
 */
export function populationSummary(moments: Moments): PopulationSummary | undefined {
  const { count, missing, mean, squaredDistances, min, max } = moments;
  if (count === 0) return undefined;
  return {
    count,
    missingRatio: missing / (count + missing),
    mean,
    standardDeviation: Number.isFinite(squaredDistances) ? Math.sqrt(squaredDistances / count) : NaN,
    min,
    max,
  };
}
