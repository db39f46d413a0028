import type { FeatureDefinition } from '../../config/index.js';
import type { FeatureReference, Reference } from '../../models/index.js';
import type { Prediction } from '../../prediction/index.js';
import { addCounts, binCounts, mergeMoments, type Moments, momentsOf } from '../../statistics/index.js';
import { countTexts, mergeTexts, type TextCounts } from './text-counts.js';

/** A number over some predictions: its moments, its bins in the version's reference, and its newest value. */
export interface NumericSummary {
  readonly kind: 'numeric';
  readonly moments: Moments;
  /** Rows in each bin of the reference; empty where the version has no reference. */
  readonly bins: readonly number[];
  /** The newest value and when it was scored (milliseconds since 1970); null while all are missing. */
  readonly last: { readonly at: number; readonly value: number } | null;
  /** Rows outside the range that the feature declares; absent when it declares none. */
  readonly outOfRange?: number;
}

/** A category or a boolean over some predictions: rows by code, unseen categories last. */
export interface CategoricalSummary {
  readonly kind: 'categorical';
  readonly counts: readonly number[];
  readonly missing: number;
  /** The commonest of the categories that the feature does not list; absent when there was none. */
  readonly unseen?: TextCounts;
}

export type FeatureSummary = NumericSummary | CategoricalSummary;

/** What is kept of all predictions of one version in one hour. Summaries of two hours merge into that of both. */
export interface PredictionSummary {
  readonly scored: number;
  readonly positive: number;
  readonly scores: NumericSummary;
  readonly features: Readonly<Record<string, FeatureSummary>>;
}

/** Summarises predictions of one version and one schema. Cost: a few passes over each feature's values. */
export function summarisePredictions(
  predictions: readonly Prediction[],
  features: readonly FeatureDefinition[],
  reference: Reference | undefined,
): PredictionSummary {
  const times = predictions.map(({ scoredAt }) => scoredAt);
  const summaries = features.map((feature, index) => {
    const values = Float64Array.from(predictions, ({ row }) => row.values[index] ?? NaN);
    const summary = summariseFeature(feature, values, times, reference?.features[feature.name]);
    const unseen = countTexts(predictions.flatMap(({ row }) => row.unseen?.[feature.name] ?? []));
    return [feature.name, unseen ? { ...summary, unseen } : summary] as const;
  });
  const scores = Float64Array.from(predictions, ({ score }) => score);
  return {
    scored: predictions.length,
    positive: predictions.filter(({ positive }) => positive).length,
    scores: summariseNumbers(scores, times, reference?.scores?.edges),
    features: Object.fromEntries(summaries),
  };
}

function summariseFeature(
  feature: FeatureDefinition,
  values: Float64Array,
  times: readonly number[],
  reference: FeatureReference | undefined,
): FeatureSummary {
  switch (feature.kind) {
    case 'numeric': {
      const summary = summariseNumbers(values, times, reference?.kind === 'numeric' ? reference.edges : undefined);
      if (!feature.range) return summary;
      const [least = -Infinity, greatest = Infinity] = feature.range;
      return { ...summary, outOfRange: values.filter((value) => value < least || value > greatest).length };
    }
    case 'boolean':
      return summariseCodes(values, 2);
    case 'categorical':
      return summariseCodes(values, feature.categories.length + 1);
  }
}

function summariseNumbers(
  values: Float64Array,
  times: readonly number[],
  edges: readonly number[] | undefined,
): NumericSummary {
  let last: NumericSummary['last'] = null;
  for (const [index, value] of values.entries()) {
    const at = times[index] ?? 0;
    if (!Number.isNaN(value) && (last === null || at >= last.at)) last = { at, value };
  }
  return { kind: 'numeric', moments: momentsOf(values), bins: edges ? binCounts(values, edges).counts : [], last };
}

function summariseCodes(values: Float64Array, codes: number): CategoricalSummary {
  const counts = new Array<number>(codes).fill(0);
  let missing = 0;
  for (const code of values) {
    if (Number.isNaN(code)) missing += 1;
    else counts[code] = (counts[code] ?? 0) + 1;
  }
  return { kind: 'categorical', counts, missing };
}

/** The summary of both. Features that only one has (another schema version) are kept. */
export function mergePredictionSummaries(a: PredictionSummary, b: PredictionSummary): PredictionSummary {
  const features: Record<string, FeatureSummary> = { ...a.features };
  for (const [name, feature] of Object.entries(b.features)) features[name] = mergeFeatures(features[name], feature);
  return {
    scored: a.scored + b.scored,
    positive: a.positive + b.positive,
    scores: mergeNumbers(a.scores, b.scores),
    features,
  };
}

function mergeFeatures(a: FeatureSummary | undefined, b: FeatureSummary): FeatureSummary {
  if (a?.kind === 'numeric' && b.kind === 'numeric') return mergeNumbers(a, b);
  if (a?.kind === 'categorical' && b.kind === 'categorical' && a.counts.length === b.counts.length) {
    const unseen = mergeTexts(a.unseen, b.unseen);
    const counts = addCounts(a.counts, b.counts);
    return { kind: 'categorical', counts, missing: a.missing + b.missing, ...(unseen && { unseen }) };
  }
  // The feature is new, or changed its kind: the later definition counts.
  return b;
}

function mergeNumbers(a: NumericSummary, b: NumericSummary): NumericSummary {
  return {
    kind: 'numeric',
    moments: mergeMoments(a.moments, b.moments),
    bins: a.bins.length === b.bins.length ? addCounts(a.bins, b.bins) : b.bins,
    last: a.last && b.last ? (b.last.at >= a.last.at ? b.last : a.last) : (b.last ?? a.last),
    ...((a.outOfRange ?? b.outOfRange) !== undefined && { outOfRange: (a.outOfRange ?? 0) + (b.outOfRange ?? 0) }),
  };
}

/** From JSON, which has no infinities: the least and greatest of no values come back as such. */
export function revivePredictionSummary(summary: PredictionSummary): PredictionSummary {
  const revive = (numbers: NumericSummary): NumericSummary => {
    if (numbers.moments.count > 0) return numbers;
    return { ...numbers, moments: { ...numbers.moments, min: Infinity, max: -Infinity } };
  };
  const features = Object.entries(summary.features).map(
    ([name, feature]) => [name, feature.kind === 'numeric' ? revive(feature) : feature] as const,
  );
  return { ...summary, scores: revive(summary.scores), features: Object.fromEntries(features) };
}
