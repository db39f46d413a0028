import type { FeatureDefinition } from '../../config/index.js';
import type { TrainingSet } from '../../forest/index.js';
import type { CategoricalReference, FeatureReference, NumericReference, Reference } from '../../models/index.js';
import {
  binCounts,
  binIndex,
  designEffect,
  momentsOf,
  type PerformanceEstimator,
  populationSummary,
  quantileEdges,
  referenceRanks,
} from '../../statistics/index.js';

/** Fewer scores than these say too little of how scores are spread. */
const LEAST_SCORES = 500;
/** Estimates from a month of blocks fell short by up to this factor in 20 streams of the generator. */
const DESIGN_EFFECT_MARGIN = 2;
/** What drifted within the reference looks like rows that cluster: with more it could never be seen to go on. */
const LARGEST_DESIGN_EFFECT = 10;

/** When rows happened, and after what time traffic repeats itself. */
export interface Cycles {
  /** [rows] ascending, milliseconds since 1970. */
  readonly times: Float64Array;
  readonly cycleMs: number;
}

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
  clocks: { readonly fitted: Cycles; readonly heldOut: Cycles },
): Reference {
  const references = features.flatMap((feature, index) => {
    const reference = featureReference(feature, columns[index] ?? new Float64Array(), clocks.fitted);
    return reference ? [[feature.name, reference] as const] : [];
  });
  const scores =
    heldOutScores.length < LEAST_SCORES
      ? numericReference(outOfBagScores, clocks.fitted)
      : numericReference(heldOutScores, clocks.heldOut);
  return {
    rows: labels.length,
    features: Object.fromEntries(references),
    // Held-out rows of a few days can't say how scores cluster.
    ...(scores && { scores: { ...numericClustering(outOfBagScores, scores.edges, clocks.fitted), ...scores } }),
    ...(estimator && { estimator }),
  };
}

function featureReference(
  feature: FeatureDefinition,
  column: Float64Array,
  cycles: Cycles,
): FeatureReference | undefined {
  switch (feature.kind) {
    case 'numeric': {
      const reference = numericReference(column, cycles);
      if (!reference || !feature.range) return reference;
      const [least = -Infinity, greatest = Infinity] = feature.range;
      return { ...reference, outOfRange: column.filter((value) => value < least || value > greatest).length };
    }
    case 'boolean':
      return categoricalReference(column, 2, cycles);
    case 'categorical':
      return categoricalReference(column, feature.categories.length + 1, cycles);
  }
}

function numericReference(column: Float64Array, cycles: Cycles): NumericReference | undefined {
  const summary = populationSummary(momentsOf(column));
  const edges = quantileEdges(column);
  const ranks = referenceRanks(column);
  if (!summary || !edges || !ranks) return undefined;
  const { mean, standardDeviation } = summary;
  const effect = numericClustering(column, edges, cycles);
  return { kind: 'numeric', edges, ...binCounts(column, edges), mean, standardDeviation, ranks, ...effect };
}

function numericClustering(column: Float64Array, edges: readonly number[], cycles: Cycles): { designEffect?: number } {
  return clustering(column, edges.length + 1, (value) => binIndex(value, edges), cycles);
}

function categoricalReference(column: Float64Array, codes: number, cycles: Cycles): CategoricalReference {
  const counts = new Array<number>(codes).fill(0);
  let missing = 0;
  for (const code of column) {
    if (Number.isNaN(code)) missing += 1;
    else counts[code] = (counts[code] ?? 0) + 1;
  }
  return { kind: 'categorical', counts, missing, ...clustering(column, codes, (code) => code, cycles) };
}

/** Design effect of the column, from counts of whole cycles, so that the time of day makes no difference between them. */
function clustering(
  column: Float64Array,
  bins: number,
  binOf: (value: number) => number,
  { times, cycleMs }: Cycles,
): { designEffect?: number } {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  // Rows never fill the last cycle to the millisecond.
  const cycles = Math.floor((last - first) / cycleMs + 0.1);
  if (cycles > column.length) return {};
  const blocks = Array.from({ length: cycles }, () => new Array<number>(bins).fill(0));
  for (const [row, value] of column.entries()) {
    const block = blocks[Math.floor(((times[row] ?? NaN) - first) / cycleMs)];
    if (block && !Number.isNaN(value)) block[binOf(value)] = (block[binOf(value)] ?? 0) + 1;
  }
  const effect = designEffect(blocks);
  return effect === undefined
    ? {}
    : { designEffect: effect === 1 ? 1 : Math.min(LARGEST_DESIGN_EFFECT, DESIGN_EFFECT_MARGIN * effect) };
}
