import type { LabelChange } from '../../feedback/index.js';
import { binIndex, binnedQuantile, type BoundedFigure } from '../../statistics/index.js';

const STEPS_PER_DOUBLING = 4;
const DOUBLINGS = 20;

/** Edges from a minute to two years, each 19 % above the one before. */
const EDGES_SECONDS = Array.from(
  { length: DOUBLINGS * STEPS_PER_DOUBLING + 1 },
  (_, step) => 60 * 2 ** (step / STEPS_PER_DOUBLING),
);
export const DELAY_BINS = EDGES_SECONDS.length + 1;

/** Delays of first labels, from scoring to the moment at which the truth became known. */
export interface LabelDelays {
  readonly labels: number;
  /** In seconds, with the bin that holds the exact quantile: within 9 % from a minute on, unbounded past two years. */
  readonly median: BoundedFigure;
  readonly p90: BoundedFigure;
}

/** From scoring to the moment at which the truth became known, in seconds; 0 for a truth that was known before. */
export function delaySeconds({ labelledAt, scoredAt }: Pick<LabelChange, 'labelledAt' | 'scoredAt'>): number {
  return Math.max(0, labelledAt - scoredAt) / 1_000;
}

/** The bin of a label's delay, 0 to DELAY_BINS - 1. */
export function delayBin(change: Pick<LabelChange, 'labelledAt' | 'scoredAt'>): number {
  return binIndex(delaySeconds(change), EDGES_SECONDS);
}

/** @returns undefined without labels. Cost: constant. */
export function labelDelays(bins: Int32Array): LabelDelays | undefined {
  const median = binnedQuantile(bins, EDGES_SECONDS, 0.5);
  const p90 = binnedQuantile(bins, EDGES_SECONDS, 0.9);
  if (!median || !p90) return undefined;
  return { labels: bins.reduce((sum, count) => sum + count, 0), median, p90 };
}
