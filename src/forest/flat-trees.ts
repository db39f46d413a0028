import { CATEGORICAL_FLAG, LEAF_WORD, featureOf, fixedProbability, leftChild, type Tree } from './tree.js';

/** A value's codes, in one place for splits that send missing values left and in another for those that send them right. */
export const CODES_PER_FEATURE = 2;

/** The code of a missing value where missing values go right: greater than any rank of a split. Where they go left it is 0. */
export const MISSING_RIGHT = 0xffff;

/**
 * The trees of a forest in one array, made to be walked: a node is 8 bytes, its two children share 16, a tree of depth 10 fits the first-level
 * cache. Words are those of {@link Tree}, with children given by their place in the array.
 *
 * A walk is a chain of loads in which each waits for the one before, so four walks go on at once; since a leaf leads to itself, they take the same number of steps and no step
 * has a branch to mispredict. (Asadi, Lin and de Vries, "Runtime optimizations for tree-based machine learning models", 2014.) Trees with categorical splits
 * are walked one at a time.
 */
export class FlatTrees {
  private readonly words: Int32Array;
  /** By node: probability in units of 1 / PROBABILITY_ONE. */
  private readonly values: Int32Array;
  private readonly masks: Uint32Array;
  private readonly roots: Int32Array;
  private readonly depths: Int32Array;
  private readonly depth: number;
  private readonly isNumeric: boolean;

  constructor(trees: readonly Tree[]) {
    const nNodes = trees.reduce((sum, tree) => sum + tree.draws.length, 0);
    this.words = new Int32Array(2 * nNodes);
    this.values = new Int32Array(nNodes);
    this.masks = new Uint32Array(trees.reduce((sum, tree) => sum + tree.masks.length, 0));
    this.roots = new Int32Array(trees.length);
    this.depths = Int32Array.from(trees, (tree) => tree.depth);
    this.depth = this.depths.reduce((most, depth) => Math.max(most, depth), 0);
    this.isNumeric = this.masks.length === 0;
    let firstNode = 0;
    let firstMask = 0;
    trees.forEach((tree, index) => {
      this.roots[index] = 2 * firstNode;
      this.append(tree, firstNode, firstMask);
      firstNode += tree.draws.length;
      firstMask += tree.masks.length;
    });
  }

  /** Sum over the trees of their roots' probabilities. */
  sumOfRoots(): number {
    return this.roots.reduce((sum, root) => sum + this.values[root >>> 1], 0);
  }

  /** Sum over the trees of the probability in the leaf reached by the row whose codes start at `at`. */
  sumOfLeaves(codes: Uint16Array, at: number): number {
    const { roots, values, words, depth } = this;
    let sum = 0;
    let tree = 0;
    for (; this.isNumeric && tree + 4 <= roots.length; tree += 4) {
      let a = roots[tree];
      let b = roots[tree + 1];
      let c = roots[tree + 2];
      let d = roots[tree + 3];
      for (let step = 0; step < depth; step++) {
        const wordA = words[a];
        const wordB = words[b];
        const wordC = words[c];
        const wordD = words[d];
        a = words[a + 1] + ((((wordA & 0xffff) - codes[at + (wordA >>> 16)]) >>> 30) & 2);
        b = words[b + 1] + ((((wordB & 0xffff) - codes[at + (wordB >>> 16)]) >>> 30) & 2);
        c = words[c + 1] + ((((wordC & 0xffff) - codes[at + (wordC >>> 16)]) >>> 30) & 2);
        d = words[d + 1] + ((((wordD & 0xffff) - codes[at + (wordD >>> 16)]) >>> 30) & 2);
      }
      sum += values[a >>> 1] + values[b >>> 1] + values[c >>> 1] + values[d >>> 1];
    }
    for (; tree < roots.length; tree++) sum += values[this.leafOf(tree, codes, at) >>> 1];
    return sum;
  }

  /** Adds to sums[first + k], for k below size, the {@link sumOfLeaves} of the row whose codes start at k x rowCodes; tree by tree, so that each is fetched once. */
  addBlock(codes: Uint16Array, rowCodes: number, size: number, sums: Float64Array, first: number): void {
    for (let tree = 0; tree < this.roots.length; tree++) {
      const done = this.isNumeric ? this.addFours(tree, codes, rowCodes, size, sums, first) : 0;
      for (let k = done; k < size; k++) sums[first + k] += this.values[this.leafOf(tree, codes, k * rowCodes) >>> 1];
    }
  }

  /** Reports each split on the row's paths: its feature and by how much the probability changes there, in units of 1 / PROBABILITY_ONE. */
  walk(codes: Uint16Array, visit: (feature: number, change: number) => void): void {
    for (let node of this.roots) {
      while (this.words[node] !== LEAF_WORD) {
        const child = this.childOf(node, codes, 0);
        visit(featureOf(this.words[node]), this.values[child >>> 1] - this.values[node >>> 1]);
        node = child;
      }
    }
  }

  private addFours(
    tree: number,
    codes: Uint16Array,
    rowCodes: number,
    size: number,
    sums: Float64Array,
    first: number,
  ): number {
    const { words, values } = this;
    const root = this.roots[tree];
    const depth = this.depths[tree];
    let k = 0;
    for (let at = 0; k + 4 <= size; k += 4, at += 4 * rowCodes) {
      const atB = at + rowCodes;
      const atC = atB + rowCodes;
      const atD = atC + rowCodes;
      let a = root;
      let b = root;
      let c = root;
      let d = root;
      for (let step = 0; step < depth; step++) {
        const wordA = words[a];
        const wordB = words[b];
        const wordC = words[c];
        const wordD = words[d];
        a = words[a + 1] + ((((wordA & 0xffff) - codes[at + (wordA >>> 16)]) >>> 30) & 2);
        b = words[b + 1] + ((((wordB & 0xffff) - codes[atB + (wordB >>> 16)]) >>> 30) & 2);
        c = words[c + 1] + ((((wordC & 0xffff) - codes[atC + (wordC >>> 16)]) >>> 30) & 2);
        d = words[d + 1] + ((((wordD & 0xffff) - codes[atD + (wordD >>> 16)]) >>> 30) & 2);
      }
      sums[first + k] += values[a >>> 1];
      sums[first + k + 1] += values[b >>> 1];
      sums[first + k + 2] += values[c >>> 1];
      sums[first + k + 3] += values[d >>> 1];
    }
    return k;
  }

  private leafOf(tree: number, codes: Uint16Array, at: number): number {
    let node = this.roots[tree];
    while (this.words[node] !== LEAF_WORD) node = this.childOf(node, codes, at);
    return node;
  }

  private childOf(node: number, codes: Uint16Array, at: number): number {
    const word = this.words[node];
    const next = this.words[node + 1];
    if (word < CATEGORICAL_FLAG) return next + (codes[at + (word >>> 16)] > (word & 0xffff) ? 2 : 0);
    const code = codes[at + ((word & ~CATEGORICAL_FLAG) >>> 16)];
    const isLeft = (this.masks[next + 1 + (code >>> 5)] >>> (code & 31)) & 1;
    return this.masks[next] + 2 * (1 - isLeft);
  }

  private append(tree: Tree, firstNode: number, firstMask: number): void {
    this.masks.set(tree.masks, firstMask);
    for (let node = 0; node < tree.draws.length; node++) {
      const word = tree.words[2 * node];
      const next = tree.words[2 * node + 1];
      const at = 2 * (firstNode + node);
      this.words[at] = word;
      this.words[at + 1] = word >= CATEGORICAL_FLAG ? firstMask + next : 2 * (firstNode + next);
      if (word >= CATEGORICAL_FLAG)
        this.masks[firstMask + next] = 2 * (firstNode + leftChild(tree.words, tree.masks, node));
      this.values[firstNode + node] = fixedProbability(tree.positives[node], tree.draws[node]);
    }
  }
}
