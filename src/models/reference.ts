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
}

/** How a categorical or boolean feature was distributed: rows by code, the unseen categories last. */
export interface CategoricalReference {
  readonly kind: 'categorical';
  readonly counts: readonly number[];
  readonly missing: number;
}

export type FeatureReference = NumericReference | CategoricalReference;

/** What a version was fitted on, for later comparison. A feature without any value has no reference. */
export interface Reference {
  readonly rows: number;
  readonly features: Readonly<Record<string, FeatureReference>>;
  /** The out-of-bag scores of the rows; absent when the engine gives none. */
  readonly scores?: NumericReference;
}
