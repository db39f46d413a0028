import type { OutcomesByScore } from './outcomes-by-score.js';

/**
 * Labelled scores counted in equal-width bins of [0, 1], lowest bin first. Bins of several hours add up element by
 * element (`addCounts`), so any window costs the same however many rows it holds.
 */
export interface ScoreBins {
  positives: ArrayLike<number>;
  negatives: ArrayLike<number>;
}

/**
 * The bin of a score: bin b of B holds [b / B, (b + 1) / B), and the last one also holds 1. It is floor(score * B) in
 * double precision, so a score on an edge can fall below it by rounding; with a power of two for B the edges are exact.
 *
 * @param score in [0, 1]; scores outside fall into the end bins
 * @param binCount B, above 0
 * @returns a whole number from 0 to binCount - 1. Cost: constant.
 */
export function scoreBinIndex(score: number, binCount: number): number {
  return Math.min(binCount - 1, Math.max(0, Math.floor(score * binCount)));
}

/**
 * Reads bins as if every score were rounded down to the lower edge of its bin, empty bins left out.
 *
 * @param bins counts, one pair a bin
 * @returns groups of tied scores, highest first. Cost: O(bins).
 * @throws RangeError when the two lengths differ
 */
export function outcomesOfBins({ positives, negatives }: ScoreBins): OutcomesByScore {
  const binCount = positives.length;
  if (binCount !== negatives.length) {
    throw new RangeError(`expected as many bins of negatives as of positives, got ${negatives.length} and ${binCount}`);
  }
  const groups: OutcomesByScore = { scores: [], positives: [], negatives: [], totalPositives: 0, totalNegatives: 0 };
  for (let b = binCount - 1; b >= 0; b--) {
    if (positives[b] === 0 && negatives[b] === 0) continue;
    groups.scores.push(b / binCount);
    groups.positives.push(positives[b]);
    groups.negatives.push(negatives[b]);
    groups.totalPositives += positives[b];
    groups.totalNegatives += negatives[b];
  }
  return groups;
}
