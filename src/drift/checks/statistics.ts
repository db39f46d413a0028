import {
  binnedKolmogorovSmirnov,
  binnedWasserstein,
  type BoundedFigure,
  chiSquaredContingency,
  type Interval,
  jensenShannonDistance,
  psi,
} from '../../statistics/index.js';
import type { Column } from './columns.js';

/** What a column's change is measured by, as the label `statistic` and in JSON. */
export const DRIFT_STATISTICS = ['psi', 'js', 'ks', 'wasserstein', 'chi2'] as const;
export type DriftStatistic = (typeof DRIFT_STATISTICS)[number];

/** A statistic, and for tests the chance of one at least as large without drift. */
export interface Measured {
  readonly value: number;
  readonly pValue?: number;
  /** Certainly holds the statistic of the single values; absent where counts by bin say all. */
  readonly binning?: Interval;
}

export type DriftStatistics = Readonly<Partial<Record<DriftStatistic, Measured>>>;

/**
 * Measures a column's change from bin counts: PSI, Jensen-Shannon distance (nats), chi-squared (X^2), and for numbers
 * Kolmogorov-Smirnov (D at the bin edges, a lower bound) and Wasserstein (in reference standard deviations, rows spread
 * evenly inside their bin: far off where a tail is long), both with the range that bins leave open. Cost: O(bins).
 * p-values count a row as 1 / design effect of one.
 *
 * @returns nothing where either side has no value
 */
export function measure({ counts, range, designEffect }: Column): DriftStatistics {
  const js = jensenShannonDistance(counts);
  const index = psi(counts);
  const chi2 = chiSquaredContingency(counts);
  const effective = {
    reference: Array.from(counts.reference, (count) => count / designEffect),
    current: Array.from(counts.current, (count) => count / designEffect),
  };
  if (js === undefined || index === undefined || chi2 === undefined) return {};
  const measured = {
    psi: { value: index },
    js: { value: js },
    chi2: { value: chi2.statistic, pValue: chiSquaredContingency(effective)?.pValue ?? chi2.pValue },
  };
  if (!range) return measured;
  const ks = binnedKolmogorovSmirnov(counts);
  const wasserstein = binnedWasserstein(counts, range);
  return {
    ...measured,
    ...(ks && { ks: { ...bounded(ks.statistic), pValue: binnedKolmogorovSmirnov(effective)?.pValue ?? ks.pValue } }),
    ...(wasserstein && { wasserstein: bounded(wasserstein) }),
  };
}

function bounded({ value, lower, upper }: BoundedFigure): Measured {
  return { value, binning: { lower, upper } };
}
