import { fixedProbability } from '../tree.js';

/** What trees say of the training rows that they did not draw (Breiman, "Out-of-bag estimation", 1996). */
export class OutOfBag {
  /** [nRows]: sum of the probabilities of the trees that did not draw the row, in units of 1 / PROBABILITY_ONE. */
  readonly sums: Float64Array;
  /** [nRows]: number of those trees. */
  readonly trees: Uint16Array;

  constructor(nRows: number) {
    this.sums = new Float64Array(nRows);
    this.trees = new Uint16Array(nRows);
  }

  /**
   * Scores the out-of-bag rows among the riders that reached a leaf, and returns the leaf's counts, with the riders' draws added to those that grew
   * the tree: balanced draws shape a tree, all draws of the plain bootstrap give its leaves the true rate.
   */
  scoreLeaf(
    riders: Uint32Array,
    start: number,
    end: number,
    draws: number,
    positives: number,
  ): { draws: number; positives: number } {
    const { sums, trees } = this;
    for (let i = start; i < end; i++) {
      const bits = riders[i] & 15;
      draws += bits >> 1;
      positives += (bits >> 1) * (bits & 1);
    }
    const probability = fixedProbability(positives, draws);
    for (let i = start; i < end; i++) {
      const code = riders[i];
      if ((code & 14) !== 0) continue;
      sums[code >>> 4] += probability;
      trees[code >>> 4]++;
    }
    return { draws, positives };
  }
}
