import type { FeatureDefinition } from '../../config/index.js';
import type { TrainingSet } from '../../forest/index.js';
import type { CategoricalReference, FeatureReference, NumericReference, Reference } from '../../models/index.js';
import {
  binCounts,
  momentsOf,
  type PerformanceEstimator,
  populationSummary,
  quantileEdges,
  referenceRanks,
} from '../../statistics/index.js';

/** Fewer scores than these say too little of how scores are spread. */
const LEAST_SCORES = 500;

/**
 * Condenses the rows that a forest was fitted on, to compare later traffic with.
 *
 * Scores of rows that the forest was fitted on would be too good to compare with. Out-of-bag scores are made by a third
 * of the trees and spread more (on the generator's payments their PSI against later scores of the whole forest is 0.03
 * with nothing changed, that of held-out scores 0.003), so they stand in only where few rows were held out.
 *
 * @param heldOutScores scores of rows that the forest was not fitted on
 * @param outOfBagScores [nRows], NaN where a row was in every tree's bag
 */
export function buildReference(
  { columns, labels }: TrainingSet,
  features: readonly FeatureDefinition[],
  {
    heldOutScores,
    outOfBagScores,
    estimator,
  }: {
    readonly heldOutScores: Float64Array;
    readonly outOfBagScores: Float64Array;
    readonly estimator: PerformanceEstimator | undefined;
  },
): Reference {
  const references = features.flatMap((feature, index) => {
    const reference = featureReference(feature, columns[index] ?? new Float64Array());
    return reference ? [[feature.name, reference] as const] : [];
  });
  const scores = numericReference(heldOutScores.length < LEAST_SCORES ? outOfBagScores : heldOutScores);
  return {
    rows: labels.length,
    features: Object.fromEntries(references),
    ...(scores && { scores }),
    ...(estimator && { estimator }),
  };
}

function featureReference(feature: FeatureDefinition, column: Float64Array): FeatureReference | undefined {
  switch (feature.kind) {
    case 'numeric': {
      const reference = numericReference(column);
      if (!reference || !feature.range) return reference;
      const [least = -Infinity, greatest = Infinity] = feature.range;
      return { ...reference, outOfRange: column.filter((value) => value < least || value > greatest).length };
    }
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
