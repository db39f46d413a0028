import {
  chunkRowsForPositives,
  fitPerformanceEstimator,
  type LabelledDecisions,
  type PerformanceEstimator,
} from '../../statistics/index.js';

/** Under two chunks nothing is known of how figures vary from chunk to chunk. */
const LEAST_CHUNKS = 2;
/** From so many chunks on, held-out rows say enough by themselves. */
const ENOUGH_CHUNKS = 5;

/** Rows with a score of which the forest that gave it had no part. NaN where there is none. */
export interface FairScores {
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
}

export interface EstimatorSettings {
  readonly decisionThreshold: number;
  /** Positives that a chunk holds on average. */
  readonly expectedPositives: number;
  readonly seed: number;
}

interface ChunkedReference {
  readonly reference: LabelledDecisions;
  readonly chunkRows: number;
}

/**
 * Learns how to estimate performance without labels: 24,000 rows take 0.35 s, 150,000 some 3 s.
 *
 * From held-out rows where they make five chunks of the expected positives: rows that come in bursts have neighbours in
 * the bag, so that out-of-bag scores promise too much (docs/decisions/0010-estimates.md). Otherwise from out-of-bag
 * scores.
 *
 * @returns undefined when the rows make fewer than two chunks, or are of one class
 */
export function fitEstimator(
  { heldOut, outOfBag }: { readonly heldOut: FairScores; readonly outOfBag: FairScores },
  settings: EstimatorSettings,
): PerformanceEstimator | undefined {
  const chunked = chunk(heldOut, settings, ENOUGH_CHUNKS) ?? chunk(outOfBag, settings, LEAST_CHUNKS);
  if (!chunked) return undefined;
  const { decisionThreshold, seed } = settings;
  return { ...fitPerformanceEstimator(chunked.reference, { chunkRows: chunked.chunkRows, seed }), decisionThreshold };
}

function chunk(given: FairScores, settings: EstimatorSettings, leastChunks: number): ChunkedReference | undefined {
  const isKnown = (_: unknown, row: number): boolean => !Number.isNaN(given.scores[row]);
  const scores = given.scores.filter(isKnown);
  const labels = given.labels.filter(isKnown);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const chunkRows = chunkRowsForPositives(positives / scores.length, settings.expectedPositives);
  const isEnough = chunkRows !== undefined && scores.length >= leastChunks * chunkRows && positives < scores.length;
  if (!isEnough) return undefined;
  const predictions = Uint8Array.from(scores, (score) => Number(score >= settings.decisionThreshold));
  return { reference: { scores, labels, predictions }, chunkRows };
}
