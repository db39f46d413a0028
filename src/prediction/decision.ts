import { randomInt } from 'node:crypto';
import type { LoadedModel } from '../models/index.js';

const RANDOM_STEPS = 2 ** 32;

export interface Decision {
  readonly positive: boolean;
  /** While exploration is on, of a score past the threshold: the chance with which it is let through; else null. */
  readonly explorationShare: number | null;
}

/**
 * Decides on a score. While exploration is on a share of those past the threshold is let through all the same, at random
 * that no caller can foresee, so that their labels say what the threshold would hide.
 */
export function decide(
  score: number,
  { decisionThreshold, explorationShare }: Pick<LoadedModel, 'decisionThreshold' | 'explorationShare'>,
): Decision {
  if (score < decisionThreshold) return { positive: false, explorationShare: null };
  if (explorationShare === 0) return { positive: true, explorationShare: null };
  return { positive: randomInt(RANDOM_STEPS) / RANDOM_STEPS >= explorationShare, explorationShare };
}

/** Whether it was let through although its score is past the threshold. */
export function isExplored({ positive, explorationShare }: Decision): boolean {
  return explorationShare !== null && !positive;
}
