import type { FeatureDefinition } from '../../config/index.js';
import type { CategoricalSummary, FeatureSummary, NumericSummary } from '../../metrics/index.js';
import type { CategoricalReference, FeatureReference, NumericReference } from '../../models/index.js';
import type { BinnedRange, CountPair, Occurrences } from '../../statistics/index.js';

/** Shares of rows that can change beside the distribution of the values. */
export type ShareName = 'missing' | 'out_of_range' | 'unseen';

/** A column in the reference and in a window, side by side. */
export interface Column {
  /** Values present, in the bins of the reference or by category. */
  readonly counts: CountPair;
  /** Rows that say as much as one independent row, at least 1; 1 where the reference does not know. */
  readonly designEffect: number;
  /** Where numeric bins lie. */
  readonly range?: BinnedRange;
  readonly shares: Readonly<Partial<Record<ShareName, { reference: Occurrences; current: Occurrences }>>>;
  readonly newCategories: NewCategories;
}

/** Categories that came and that the reference has no row of. */
export interface NewCategories {
  /** Of those that the schema lists all, of others the commonest 20. */
  readonly names: readonly string[];
  /** That had one of them, named here or not. */
  readonly predictions: number;
  /** Of those at most so many had one that is not among the names; 0 when the names are all. */
  readonly unnamed: number;
}

/** What numbers have, and windows without predictions. */
export const NO_NEW_CATEGORIES: NewCategories = { names: [], predictions: 0, unnamed: 0 };

/** @returns undefined when the two can't be compared: no reference, or a feature that was another kind then */
export function columnOf(
  feature: FeatureDefinition | undefined,
  reference: FeatureReference | undefined,
  summary: FeatureSummary | undefined,
): Column | undefined {
  if (reference?.kind === 'numeric' && summary?.kind === 'numeric') return numericColumn(reference, summary);
  if (reference?.kind === 'categorical' && summary?.kind === 'categorical') {
    return categoricalColumn(reference, summary, feature);
  }
  return undefined;
}

function numericColumn(reference: NumericReference, summary: NumericSummary): Column | undefined {
  if (reference.counts.length !== summary.bins.length) return undefined;
  const { count, missing, min, max } = summary.moments;
  const known = reference.ranks.values;
  const outside = (rows: number | undefined, total: number): Occurrences => ({ count: rows ?? 0, total });
  const referenceRows = total(reference.counts);
  return {
    counts: { reference: reference.counts, current: summary.bins },
    designEffect: reference.designEffect ?? 1,
    range: {
      edges: reference.edges,
      min: Math.min(known[0] ?? min, min),
      max: Math.max(known.at(-1) ?? max, max),
      standardDeviation: reference.standardDeviation,
    },
    shares: {
      missing: missingShares(referenceRows, reference.missing, count, missing),
      ...(reference.outOfRange !== undefined && {
        out_of_range: {
          reference: outside(reference.outOfRange, referenceRows),
          current: outside(summary.outOfRange, count),
        },
      }),
    },
    newCategories: NO_NEW_CATEGORIES,
  };
}

function categoricalColumn(
  reference: CategoricalReference,
  summary: CategoricalSummary,
  feature: FeatureDefinition | undefined,
): Column | undefined {
  if (reference.counts.length !== summary.counts.length) return undefined;
  const rows = { reference: total(reference.counts), current: total(summary.counts) };
  const missing = missingShares(rows.reference, reference.missing, rows.current, summary.missing);
  const counts = { reference: reference.counts, current: summary.counts };
  const designEffect = reference.designEffect ?? 1;
  if (feature?.kind !== 'categorical')
    return { counts, designEffect, shares: { missing }, newCategories: NO_NEW_CATEGORIES };
  const unseen = feature.categories.length;
  return {
    counts,
    designEffect,
    shares: {
      missing,
      unseen: {
        reference: { count: reference.counts[unseen] ?? 0, total: rows.reference },
        current: { count: summary.counts[unseen] ?? 0, total: rows.current },
      },
    },
    newCategories: newCategoriesOf(reference, summary, feature.categories),
  };
}

function newCategoriesOf(
  reference: CategoricalReference,
  summary: CategoricalSummary,
  categories: readonly string[],
): NewCategories {
  const neverBefore = categories
    .map((name, code) => ({ name, rows: reference.counts[code] === 0 ? (summary.counts[code] ?? 0) : 0 }))
    .filter(({ rows }) => rows > 0);
  const unseen = summary.counts[categories.length] ?? 0;
  const named = Object.entries(summary.unseen ?? {});
  return {
    names: [...neverBefore.map(({ name }) => name), ...named.map(([name]) => name)],
    predictions: neverBefore.reduce((sum, { rows }) => sum + rows, unseen),
    unnamed: named.reduce((rest, [, rows]) => rest - rows, unseen),
  };
}

function missingShares(
  referencePresent: number,
  referenceMissing: number,
  present: number,
  missing: number,
): { reference: Occurrences; current: Occurrences } {
  return {
    reference: { count: referenceMissing, total: referencePresent + referenceMissing },
    current: { count: missing, total: present + missing },
  };
}

/** The sum of counts. */
export function total(counts: ArrayLike<number>): number {
  return Array.from(counts).reduce((sum, count) => sum + count, 0);
}
