import type { FeatureDefinition } from '../../config/index.js';
import type { Forest, TrainingSet } from '../../forest/index.js';
import type { ModelMetrics, Reference } from '../../models/index.js';
import { fitEstimator } from './estimator-fit.js';
import { evaluate, scoreRows } from './evaluation.js';
import { buildReference } from './reference.js';

/** What a forest just fitted is described by. */
export interface DescriptionJob {
  readonly features: readonly FeatureDefinition[];
  readonly fitted: TrainingSet;
  /** Of the rows, those held out last; ascending, milliseconds since 1970. */
  readonly times: Float64Array;
  /** After so long traffic repeats itself. */
  readonly cycleMs: number;
  readonly outOfBagScores: Float64Array;
  readonly heldOut: TrainingSet;
  readonly decisionThreshold: number;
  /** Positives that a chunk of the estimator's holds on average. */
  readonly expectedPositives: number;
  readonly seed: number;
}

export interface Description {
  /** On the rows held out. */
  readonly metrics: ModelMetrics;
  /** On the rows fitted on, by the trees that had no part of each. */
  readonly outOfBag: ModelMetrics;
  readonly reference: Reference;
}

/** What the registry keeps of a version besides its forest. Cost: 120,000 rows of 30 features take about a second. */
export function describeModel(forest: Forest, job: DescriptionJob): Description {
  const { fitted, times, cycleMs, heldOut, outOfBagScores, decisionThreshold, expectedPositives, seed } = job;
  const heldOutScores = scoreRows(forest, heldOut);
  const estimator = fitEstimator(
    {
      heldOut: { scores: heldOutScores, labels: heldOut.labels },
      outOfBag: { scores: outOfBagScores, labels: fitted.labels },
    },
    { decisionThreshold, expectedPositives, seed },
  );
  return {
    metrics: evaluate(heldOutScores, heldOut, decisionThreshold),
    outOfBag: evaluateKnown(outOfBagScores, fitted, decisionThreshold),
    reference: buildReference(
      fitted,
      job.features,
      { heldOutScores, outOfBagScores, estimator },
      {
        fitted: { times: times.subarray(0, fitted.labels.length), cycleMs },
        heldOut: { times: times.subarray(fitted.labels.length), cycleMs },
      },
    ),
  };
}

function evaluateKnown(scores: Float64Array, { labels, weights }: TrainingSet, threshold: number): ModelMetrics {
  const isKnown = (_: unknown, row: number): boolean => !Number.isNaN(scores[row]);
  return evaluate(
    scores.filter(isKnown),
    { labels: labels.filter(isKnown), ...(weights && { weights: weights.filter(isKnown) }) },
    threshold,
  );
}
