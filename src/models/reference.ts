import type { PerformanceEstimator } from '../statistics/index.js';

/** How a numeric feature was distributed in the rows that a version was fitted on. */
export interface NumericReference {
  readonly kind: 'numeric';
  /** Ascending edges of about ten bins of equal counts; bin i holds edge[i-1] < x <= edge[i]. */
  readonly edges: readonly number[];
  /** Rows in each bin, edges.length + 1 of them. */
  readonly counts: readonly number[];
  readonly missing: number;
  readonly mean: number;
  /** Population standard deviation. */
  readonly standardDeviation: number;
  /** The distribution at about 200 points: shares of the rows below, and up to, each value. */
  readonly ranks: { values: number[]; below: number[]; upTo: number[] };
  /** Rows outside the range that the feature declares; absent when it declares none. */
  readonly outOfRange?: number;
  /** Rows that say as much as one independent row, at least 1; absent where the rows span too few cycles to tell. */
  readonly designEffect?: number;
}

/** How a categorical or boolean feature was distributed: rows by code, the unseen categories last. */
export interface CategoricalReference {
  readonly kind: 'categorical';
  readonly counts: readonly number[];
  readonly missing: number;
  /** Rows that say as much as one independent row, at least 1; absent where the rows span too few cycles to tell. */
  readonly designEffect?: number;
}

export type FeatureReference = NumericReference | CategoricalReference;

/** What a version was fitted on, for later comparison. A feature without any value has no reference. */
export interface Reference {
  readonly rows: number;
  readonly features: Readonly<Record<string, FeatureReference>>;
  /**
   * Scores that rows had which the forest was not fitted on: those held out, or (too few of them) out-of-bag scores,
   * which fewer trees make and which spread a little more.
   */
  readonly scores?: NumericReference;
  /** How to estimate performance before labels come, from held-out or out-of-bag scores; absent when they are too few. */
  readonly estimator?: PerformanceEstimator;
}
