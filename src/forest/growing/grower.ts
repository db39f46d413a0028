import { MISSING_BIN } from '../binning.js';
import type { ForestParameters } from '../parameters.js';
import { Random } from '../random.js';
import { categoryMask, sumCounts, type Tree } from '../tree.js';
import { BLOCK_ROWS, gatherRows, partition } from './histogram.js';
import type { BinnedSet } from '../binned-set.js';
import { findLeaves } from './leaves.js';
import { OutOfBag } from './out-of-bag.js';
import { TreeBuilder } from './tree-builder.js';
import { NodeSplitter } from './node-splitter.js';
import { drawBootstrap, fillBag, type Bag } from './sampling.js';

/** A node whose rows are spread over so many times their number has them copied together, unless the spread fits the second-level cache. */
const GATHER_SPREAD = 4;
const GATHER_MIN_BYTES = 2 ** 19;

/** A node on its way to be split: where its rows are and what they are. */
interface Work {
  readonly node: number;
  readonly depth: number;
  /** Range of `bag.grown`. */
  readonly start: number;
  readonly end: number;
  readonly draws: number;
  readonly positives: number;
  /** How many rows of the matrix the grown ones are spread over. */
  readonly span: number;
  /** First free row of `gathered`; 0 while the rows are in the set's own matrix. */
  readonly gatheredRows: number;
}

/**
 * Grows trees of one binned set, one thread's worth of them, in memory that is allocated once: 27 bytes a row and 0.42 of a copy of the matrix.
 *
 * A tree grows depth first, so that the rows of a subtree stay in cache. The rows that do not grow it then walk down to their leaves.
 * A tree's numbers come from the seed and its index alone.
 */
export class TreeGrower {
  readonly outOfBag: OutOfBag;

  private readonly counts: Uint16Array;
  private readonly bag: Bag;
  private readonly spill: Uint32Array;
  private readonly gathered: Uint8Array;
  private readonly splitter: NodeSplitter;
  private readonly builder = new TreeBuilder();
  private random = new Random(0);

  constructor(
    private readonly set: BinnedSet,
    private readonly parameters: ForestParameters,
  ) {
    const nRows = set.labels.length;
    this.outOfBag = new OutOfBag(nRows);
    this.counts = new Uint16Array(nRows);
    const maxCodes = Math.ceil(nRows * 1.25) + 1024;
    const codes = (): Uint32Array => new Uint32Array(maxCodes);
    this.bag = { grown: codes(), grownSize: 0, draws: 0, positives: 0, riders: codes(), ridersSize: 0 };
    this.spill = codes();
    this.gathered = new Uint8Array((Math.ceil(maxCodes / (GATHER_SPREAD - 1)) + 64) * set.stride);
    this.splitter = new NodeSplitter(set, parameters);
  }

  /** Grows tree `index` of the forest and adds its opinion of the rows it did not draw to {@link outOfBag}. */
  grow(index: number): Tree {
    const { set, parameters, counts, bag, builder } = this;
    this.random = new Random(parameters.seed, index);
    drawBootstrap(counts, set.weights, parameters.bootstrap, this.random);
    fillBag(bag, counts, set.labels, parameters.classWeight, this.random);
    this.splitter.startTree();
    builder.start();
    const depth = this.growNode({
      node: 0,
      depth: 0,
      start: 0,
      end: bag.grownSize,
      draws: bag.draws,
      positives: bag.positives,
      span: set.labels.length,
      gatheredRows: 0,
    });
    const tree = builder.build(depth);
    findLeaves(tree, set, bag.riders, bag.ridersSize, this.spill);
    this.outOfBag.add(tree, bag.riders, bag.ridersSize, this.spill);
    sumCounts(tree);
    return tree;
  }

  /** Returns how many levels of splits are at and below the node. */
  private growNode(work: Work): number {
    const { set, splitter, bag, builder } = this;
    const { node, depth, start, end, draws, positives } = work;
    if (this.isLeaf(depth, draws, positives) || end - start < this.parameters.minSamplesSplit)
      return this.endLeaf(work);
    let { span, gatheredRows } = work;
    if (span * set.stride > GATHER_MIN_BYTES && (end - start) * GATHER_SPREAD < span) {
      this.gather(work);
      span = end - start;
      gatheredRows += span;
    }
    const matrix = gatheredRows === 0 ? set.matrix : this.gathered;
    if (!splitter.find(bag.grown, start, end, matrix, draws, positives, this.random)) return this.endLeaf(work);
    const { search, goesLeft } = splitter;
    const { feature, leftDraws, leftPositives } = search;
    const left = search.isCategorical
      ? builder.splitCategorical(node, feature, categoryMask(goesLeft, set.binCounts[feature], MISSING_BIN))
      : builder.splitNumeric(node, feature, search.isMissingLeft, search.threshold);
    const rightDraws = draws - leftDraws;
    const rightPositives = positives - leftPositives;
    const areLeaves =
      this.isLeaf(depth + 1, leftDraws, leftPositives) && this.isLeaf(depth + 1, rightDraws, rightPositives);
    const middle = areLeaves
      ? start
      : partition(bag.grown, start, end, matrix, set.stride, feature, goesLeft, this.spill);
    const leftDepth = this.growNode({
      node: left,
      depth: depth + 1,
      start,
      end: middle,
      draws: leftDraws,
      positives: leftPositives,
      span,
      gatheredRows,
    });
    const rightDepth = this.growNode({
      node: left + 1,
      depth: depth + 1,
      start: middle,
      end,
      draws: rightDraws,
      positives: rightPositives,
      span,
      gatheredRows,
    });
    return 1 + Math.max(leftDepth, rightDepth);
  }

  private gather({ start, end, gatheredRows }: Work): void {
    const source = words(gatheredRows === 0 ? this.set.matrix : this.gathered);
    const target = words(this.gathered);
    const rowWords = this.set.stride >>> 2;
    for (let from = start, top = gatheredRows; from < end; from += BLOCK_ROWS, top += BLOCK_ROWS) {
      gatherRows(this.bag.grown, from, Math.min(end, from + BLOCK_ROWS), source, target, rowWords, top);
    }
  }

  /** Whether a node is a leaf whatever its rows hold. */
  private isLeaf(depth: number, draws: number, positives: number): boolean {
    const { maxDepth, minSamplesSplit, minSamplesLeaf } = this.parameters;
    return (
      depth === maxDepth ||
      positives === 0 ||
      positives === draws ||
      draws < Math.max(minSamplesSplit, 2 * minSamplesLeaf)
    );
  }

  private endLeaf({ node, draws, positives }: Work): number {
    this.builder.setCounts(node, draws, positives);
    return 0;
  }
}

function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
}
