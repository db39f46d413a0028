import { binCount, type FeatureBinning } from './binning.js';
import type { ByteReader } from './bytes.js';
import { TreeBuilder } from './growing/tree-builder.js';
import { maskWords, sumCounts, type Tree } from './tree.js';

/** Reads the trees of an artefact one after the other, and nothing that a walk could not follow. Cost O(nodes). */
export class TreeReader {
  private readonly builder = new TreeBuilder();
  private draws = 0;

  constructor(
    private readonly input: ByteReader,
    private readonly binnings: readonly FeatureBinning[],
    private readonly maxDepth: number,
  ) {}

  /** @throws RangeError when the bytes hold no tree of these features. */
  read(): Tree {
    this.draws = 0;
    this.builder.start();
    const tree = this.builder.build(this.readNode(0, 0));
    sumCounts(tree);
    return tree;
  }

  /** Returns how many levels of splits are at and below the node. */
  private readNode(node: number, depth: number): number {
    const { input, builder, binnings } = this;
    const tag = input.varint();
    if (tag === 0) {
      this.readLeaf(node);
      return 0;
    }
    if (depth === this.maxDepth) throw new RangeError(`a tree is deeper than maxDepth, ${this.maxDepth}.`);
    const feature = (tag - 1) >>> 1;
    if (feature >= binnings.length) throw new RangeError(`a split is on feature ${feature} of ${binnings.length}.`);
    const binning = binnings[feature];
    let left: number;
    if (binning.kind === 'categorical') {
      const mask = new Uint32Array(maskWords(binCount(binning)));
      for (let k = 0; k < mask.length; k++) mask[k] = input.varint();
      left = builder.splitCategorical(node, feature, mask);
    } else {
      const rank = input.varint();
      // A rank past the last cut parts missing values from all others.
      if (rank > binning.cuts.length) {
        throw new RangeError(`a split is at cut ${rank} of the ${binning.cuts.length} of feature ${feature}.`);
      }
      left = builder.splitNumeric(node, feature, ((tag - 1) & 1) === 0, rank);
    }
    return 1 + Math.max(this.readNode(left, depth + 1), this.readNode(left + 1, depth + 1));
  }

  private readLeaf(node: number): void {
    const draws = this.input.varint();
    const positives = this.input.varint();
    if (positives > draws) throw new RangeError(`a leaf has ${positives} positives of ${draws} draws.`);
    this.draws += draws;
    if (this.draws >= 2 ** 32) throw new RangeError('the leaves of a tree have 2^32 draws or more.');
    this.builder.setCounts(node, draws, positives);
  }
}
