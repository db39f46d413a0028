import type { FeatureDefinition } from '../../config/index.js';
import type { FeatureSummary } from '../../metrics/index.js';
import type { FeatureReference, FeatureSchema, Reference } from '../../models/index.js';
import { populationSummary } from '../../statistics/index.js';
import { binLabels } from './bin-labels.js';

/** A column that is compared with the reference: a feature of the model, or its score. */
export interface Column {
  readonly name: string;
  readonly kind: FeatureDefinition['kind'] | 'score';
  readonly description?: string;
  /** Names of the bins or categories; empty for a numeric column without a reference. */
  readonly labels: readonly string[];
  readonly reference?: FeatureReference;
}

/** Rows of one column in some predictions. */
export interface ColumnCounts {
  /** One count a label of the column. */
  readonly counts: readonly number[];
  readonly missing: number;
  /** Of the values there are; absent for categories and while all are missing. */
  readonly mean?: number;
}

/** What is compared: the score first, then the features in the order of the schema. */
export function columnsOf(schema: FeatureSchema, reference: Reference | undefined): Column[] {
  const scores = reference?.scores;
  const features = schema.features.map((feature): Column => {
    const known = reference?.features[feature.name];
    return {
      name: feature.name,
      kind: feature.kind,
      ...(feature.description !== undefined && { description: feature.description }),
      labels: labelsOf(feature, known),
      ...(known && { reference: known }),
    };
  });
  const score: Column = {
    name: 'model score',
    kind: 'score',
    description:
      'Probability of the positive class; reference: scores of rows that the trees behind them were not fitted on',
    labels: scores ? binLabels(scores.edges) : [],
    ...(scores && { reference: scores }),
  };
  return [score, ...features];
}

/** The counts of a summary; undefined where it was counted in other bins than the column has, or not at all. */
export function countsOf(column: Column, summary: FeatureSummary | undefined): ColumnCounts | undefined {
  if (summary === undefined) return undefined;
  if (summary.kind === 'categorical') {
    if (summary.counts.length !== column.labels.length) return undefined;
    return { counts: summary.counts, missing: summary.missing };
  }
  if (summary.bins.length !== column.labels.length) return undefined;
  const mean = populationSummary(summary.moments)?.mean;
  return { counts: summary.bins, missing: summary.moments.missing, ...(mean !== undefined && { mean }) };
}

/** The reference as counts of the same kind. */
export function referenceCounts({ reference }: Column): ColumnCounts | undefined {
  if (reference === undefined) return undefined;
  const { counts, missing } = reference;
  return { counts, missing, ...(reference.kind === 'numeric' && { mean: reference.mean }) };
}

function labelsOf(feature: FeatureDefinition, reference: FeatureReference | undefined): string[] {
  switch (feature.kind) {
    case 'boolean':
      return ['false', 'true'];
    case 'categorical':
      return [...feature.categories, '(unseen)'];
    case 'numeric':
      return reference?.kind === 'numeric' ? binLabels(reference.edges) : [];
  }
}
