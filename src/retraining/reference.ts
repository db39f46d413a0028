import type { FeatureDefinition } from '../config/index.js';
import type { TrainingSet } from '../forest/index.js';
import type { CategoricalReference, FeatureReference, NumericReference, Reference } from '../models/index.js';
import { binCounts, momentsOf, populationSummary, quantileEdges, referenceRanks } from '../statistics/index.js';

/**
 * Condenses the rows that a forest was fitted on, to compare later traffic with.
 *
 * @param outOfBagScores [nRows], NaN where a row was in every tree's bag; scores of training rows by the whole forest
 *   would be too good to compare with
 */
export function buildReference(
  { columns, labels }: TrainingSet,
  features: readonly FeatureDefinition[],
  outOfBagScores: Float64Array,
): Reference {
  const references = features.flatMap((feature, index) => {
    const reference = featureReference(feature, columns[index] ?? new Float64Array());
    return reference ? [[feature.name, reference] as const] : [];
  });
  const scores = numericReference(outOfBagScores);
  return { rows: labels.length, features: Object.fromEntries(references), ...(scores && { scores }) };
}

function featureReference(feature: FeatureDefinition, column: Float64Array): FeatureReference | undefined {
  switch (feature.kind) {
    case 'numeric':
      return numericReference(column);
    case 'boolean':
      return categoricalReference(column, 2);
    case 'categorical':
      return categoricalReference(column, feature.categories.length + 1);
  }
}

function numericReference(column: Float64Array): NumericReference | undefined {
  const summary = populationSummary(momentsOf(column));
  const edges = quantileEdges(column);
  const ranks = referenceRanks(column);
  if (!summary || !edges || !ranks) return undefined;
  const { mean, standardDeviation } = summary;
  return { kind: 'numeric', edges, ...binCounts(column, edges), mean, standardDeviation, ranks };
}

function categoricalReference(column: Float64Array, codes: number): CategoricalReference {
  const counts = new Array<number>(codes).fill(0);
  let missing = 0;
  for (const code of column) {
    if (Number.isNaN(code)) missing += 1;
    else counts[code] = (counts[code] ?? 0) + 1;
  }
  return { kind: 'categorical', counts, missing };
}
