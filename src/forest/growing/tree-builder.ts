import { CATEGORICAL_FLAG, LEAF_WORD, type Tree } from '../tree.js';

/** Writes a tree in its one order; every node starts as a leaf. */
export class TreeBuilder {
  private words = new Int32Array(512);
  private draws = new Uint32Array(256);
  private positives = new Uint32Array(256);
  private readonly masks: number[] = [];
  private nNodes = 0;

  /** Begins a tree of one node, the root, with index 0. */
  start(): void {
    this.nNodes = 1;
    this.masks.length = 0;
    this.words[0] = LEAF_WORD;
    this.words[1] = 0;
  }

  /** Makes a leaf a numeric split and returns its left child; the right child is the next node. Counts are set by {@link setCounts}. */
  splitNumeric(node: number, feature: number, isMissingLeft: boolean, rank: number): number {
    this.words[2 * node] = (feature << 17) | (isMissingLeft ? 0 : 0x10000) | rank;
    const left = this.addPair();
    this.words[2 * node + 1] = left;
    return left;
  }

  /** The same for a categorical split; `mask` has a bit for each category that goes left, see {@link maskWords}. */
  splitCategorical(node: number, feature: number, mask: ArrayLike<number>): number {
    this.words[2 * node] = CATEGORICAL_FLAG | (feature << 17);
    const left = this.addPair();
    this.words[2 * node + 1] = this.masks.length;
    this.masks.push(left);
    for (let word = 0; word < mask.length; word++) this.masks.push(mask[word]);
    return left;
  }

  setCounts(node: number, draws: number, positives: number): void {
    this.draws[node] = draws;
    this.positives[node] = positives;
  }

  /** A copy of what was written; the builder can start again. */
  build(depth: number): Tree {
    return {
      words: this.words.slice(0, 2 * this.nNodes),
      draws: this.draws.slice(0, this.nNodes),
      positives: this.positives.slice(0, this.nNodes),
      masks: Uint32Array.from(this.masks),
      depth,
    };
  }

  /** Adds two leaves, whose counts are to be set, and returns the first. */
  private addPair(): number {
    if (this.nNodes + 2 > this.draws.length) this.enlarge();
    const left = this.nNodes;
    const { words } = this;
    words[2 * left] = words[2 * left + 2] = LEAF_WORD;
    words[2 * left + 1] = left;
    words[2 * left + 3] = left + 1;
    this.nNodes += 2;
    return left;
  }

  private enlarge(): void {
    const { words, draws, positives } = this;
    this.words = new Int32Array(2 * words.length);
    this.words.set(words);
    this.draws = new Uint32Array(2 * draws.length);
    this.draws.set(draws);
    this.positives = new Uint32Array(2 * positives.length);
    this.positives.set(positives);
  }
}
