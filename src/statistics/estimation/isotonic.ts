import { outcomesByScore } from '../classification/outcomes-by-score.js';
import { binIndex } from '../summaries/bins.js';

/**
 * An increasing map from scores to probabilities: straight lines between knots. Plain data, to be stored with a model.
 */
export interface IsotonicCalibrator {
  /** Scores of the knots, ascending and distinct. */
  scores: number[];
  /** Probability at each knot, in [0, 1], never decreasing. */
  probabilities: number[];
}

/** Neighbouring scores that share one probability. */
interface Block {
  firstScore: number;
  lastScore: number;
  positives: number;
  rows: number;
}

/**
 * Isotonic regression: of all non-decreasing maps from score to probability, the one with the least squared error on
 * the labels. Tied scores are averaged first; then the pool-adjacent-violators algorithm merges a block with its
 * neighbour as long as the lower one has the higher share of positives.
 *
 * @param scores one finite score a row
 * @param labels 1 for a positive, anything else for a negative, one a row
 * @returns the two ends of each block as knots; undefined without rows. Cost: O(n log n).
 * @throws RangeError when the lengths differ or a score is not finite
 * @see Barlow et al. 1972; equal to scikit-learn's `IsotonicRegression(out_of_bounds="clip")`
 */
export function fitIsotonic(scores: ArrayLike<number>, labels: ArrayLike<number>): IsotonicCalibrator | undefined {
  const groups = outcomesByScore(scores, labels);
  const blocks: Block[] = [];
  for (let g = groups.scores.length - 1; g >= 0; g--) {
    const score = groups.scores[g];
    const positives = groups.positives[g];
    let block: Block = { firstScore: score, lastScore: score, positives, rows: positives + groups.negatives[g] };
    for (let below = blocks.at(-1); below !== undefined && !isLower(below, block); below = blocks.at(-1)) {
      blocks.pop();
      block = {
        firstScore: below.firstScore,
        lastScore: score,
        positives: below.positives + block.positives,
        rows: below.rows + block.rows,
      };
    }
    blocks.push(block);
  }
  if (blocks.length === 0) return undefined;
  const calibrator: IsotonicCalibrator = { scores: [], probabilities: [] };
  for (const { firstScore, lastScore, positives, rows } of blocks) {
    for (const score of firstScore === lastScore ? [firstScore] : [firstScore, lastScore]) {
      calibrator.scores.push(score);
      calibrator.probabilities.push(positives / rows);
    }
  }
  return calibrator;
}

/**
 * The calibrated probability of a score: linear between knots, the end values outside them.
 *
 * @param calibrator as `fitIsotonic` gives it
 * @param score finite
 * @returns a probability in [0, 1]. Cost: O(log knots).
 */
export function calibrate({ scores, probabilities }: IsotonicCalibrator, score: number): number {
  const above = binIndex(score, scores);
  if (above === scores.length) return probabilities[above - 1];
  if (above === 0 || scores[above] === score) return probabilities[above];
  const slope = (probabilities[above] - probabilities[above - 1]) / (scores[above] - scores[above - 1]);
  return probabilities[above - 1] + slope * (score - scores[above - 1]);
}

function isLower(a: Block, b: Block): boolean {
  return a.positives * b.rows < b.positives * a.rows;
}
