import type { BinnedSet } from '../binned-set.js';
import { CATEGORICAL_FLAG, featureOf, type Tree } from '../tree.js';
import { BLOCK_ROWS } from './histogram.js';

/**
 * Finds the leaf that each of the row codes `codes[0..size)` reaches: `leaves[k]` for `codes[k]`. Four walks go on at once, as in FlatTrees, and since a leaf leads
 * to itself all take `tree.depth` steps. Up to three codes beyond `size` are walked as well: both arrays have room for them, and all of `codes` are rows of the set.
 * Cost O(size x depth).
 */
export function findLeaves(tree: Tree, set: BinnedSet, codes: Uint32Array, size: number, leaves: Uint32Array): void {
  const { words, masks, depth } = tree;
  for (let from = 0; from < size; from += BLOCK_ROWS) {
    walkBlock(words, masks, depth, set, codes, from, Math.min(size, from + BLOCK_ROWS), leaves);
  }
}

function walkBlock(
  words: Int32Array,
  masks: Uint32Array,
  depth: number,
  set: BinnedSet,
  codes: Uint32Array,
  from: number,
  to: number,
  leaves: Uint32Array,
): void {
  const { stride } = set;
  for (let k = from; k < to; k += 4) {
    const atA = (codes[k] >>> 4) * stride;
    const atB = (codes[k + 1] >>> 4) * stride;
    const atC = (codes[k + 2] >>> 4) * stride;
    const atD = (codes[k + 3] >>> 4) * stride;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let step = 0; step < depth; step++) {
      a = childOf(words, masks, set, a, atA);
      b = childOf(words, masks, set, b, atB);
      c = childOf(words, masks, set, c, atC);
      d = childOf(words, masks, set, d, atD);
    }
    leaves[k] = a;
    leaves[k + 1] = b;
    leaves[k + 2] = c;
    leaves[k + 3] = d;
  }
}

/** The child to which a split sends the row whose bins start at `at`; a leaf itself. */
function childOf(
  words: Int32Array,
  masks: Uint32Array,
  { matrix, binCounts }: BinnedSet,
  node: number,
  at: number,
): number {
  const word = words[2 * node];
  const next = words[2 * node + 1];
  if (word < CATEGORICAL_FLAG) {
    // Where missing values go left, bins are counted from 1 and theirs, 255, becomes 0.
    const first = (~word >>> 16) & 1;
    const bin = (matrix[at + (word >>> 17)] + first) & 0xff;
    return next + (((word & 0xffff) + first - bin) >>> 31);
  }
  const feature = featureOf(word);
  const bin = Math.min(matrix[at + feature], binCounts[feature]);
  return masks[next] + 1 - ((masks[next + 1 + (bin >>> 5)] >>> (bin & 31)) & 1);
}
