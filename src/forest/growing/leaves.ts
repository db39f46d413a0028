import type { BinnedSet } from '../binned-set.js';
import { CATEGORICAL_FLAG, featureOf, type Tree } from '../tree.js';

/**
 * Finds the leaf that each of the row codes `codes[0..size)` reaches: `leaves[k]` for `codes[k]`. Four walks go on at once, as in FlatTrees, and since a leaf leads
 * to itself all take `tree.depth` steps.
 * Cost O(size x depth).
 */
export function findLeaves(tree: Tree, set: BinnedSet, codes: Uint32Array, size: number, leaves: Uint32Array): void {
  const { stride } = set;
  const { depth } = tree;
  let k = 0;
  for (; k + 4 <= size; k += 4) {
    const atA = (codes[k] >>> 4) * stride;
    const atB = (codes[k + 1] >>> 4) * stride;
    const atC = (codes[k + 2] >>> 4) * stride;
    const atD = (codes[k + 3] >>> 4) * stride;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let step = 0; step < depth; step++) {
      a = childOf(tree, set, a, atA);
      b = childOf(tree, set, b, atB);
      c = childOf(tree, set, c, atC);
      d = childOf(tree, set, d, atD);
    }
    leaves[k] = a;
    leaves[k + 1] = b;
    leaves[k + 2] = c;
    leaves[k + 3] = d;
  }
  for (; k < size; k++) {
    let node = 0;
    for (let step = 0; step < depth; step++) node = childOf(tree, set, node, (codes[k] >>> 4) * stride);
    leaves[k] = node;
  }
}

/** The child to which a split sends the row whose bins start at `at`; a leaf itself. */
function childOf({ words, masks }: Tree, { matrix, binCounts }: BinnedSet, node: number, at: number): number {
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
