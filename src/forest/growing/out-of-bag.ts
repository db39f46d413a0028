import { fixedProbability, type Tree } from '../tree.js';
import { BLOCK_ROWS } from './histogram.js';

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
   * Adds the riders' draws to the leaves that they reached, then each leaf's probability to the sums of those without a draw: balanced draws shape
   * a tree, all draws of the plain bootstrap give its leaves the true rate. Cost O(size).
   */
  add({ draws, positives }: Tree, riders: Uint32Array, size: number, leaves: Uint32Array): void {
    for (let k = 0; k < size; k += BLOCK_ROWS)
      addDraws(draws, positives, riders, k, Math.min(size, k + BLOCK_ROWS), leaves);
    const probabilities = new Float64Array(draws.length);
    for (let node = 0; node < draws.length; node++)
      probabilities[node] = fixedProbability(positives[node], draws[node]);
    for (let k = 0; k < size; k += BLOCK_ROWS) {
      this.addProbabilities(probabilities, riders, k, Math.min(size, k + BLOCK_ROWS), leaves);
    }
  }

  private addProbabilities(
    probabilities: Float64Array,
    riders: Uint32Array,
    from: number,
    to: number,
    leaves: Uint32Array,
  ): void {
    const { sums, trees } = this;
    for (let k = from; k < to; k++) {
      const code = riders[k];
      if ((code & 14) !== 0) continue;
      sums[code >>> 4] += probabilities[leaves[k]];
      trees[code >>> 4]++;
    }
  }
}

function addDraws(
  draws: Uint32Array,
  positives: Uint32Array,
  riders: Uint32Array,
  from: number,
  to: number,
  leaves: Uint32Array,
): void {
  for (let k = from; k < to; k++) {
    const leaf = leaves[k];
    const code = riders[k];
    const drawn = (code & 15) >> 1;
    draws[leaf] += drawn;
    positives[leaf] += drawn * (code & 1);
  }
}
