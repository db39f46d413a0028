import {
  TreeGrower,
  binCount,
  learnBinning,
  rowBinner,
  rowStride,
  type BinnedSet,
  type ColumnKind,
  type FeatureBinning,
  type ForestParameters,
  type TrainingSet,
} from '../forest/index.js';
import type { News } from './news.js';
import { shared } from './shared-memory.js';

/** A forest to grow: every thread gets the same job, in shared memory, and takes its parts of it from the queues. */
export interface HistogramJob {
  readonly engine: 'histogram-forest';
  readonly parameters: ForestParameters;
  readonly kinds: readonly ColumnKind[];
  /** Emptied once they are binned, which frees eight bytes a value while trees grow. */
  readonly columns: Float64Array[];
  readonly labels: Uint8Array;
  readonly weights: Float64Array | undefined;
  /** Row-major bins, [nRows][rowStride(nFeatures)]. */
  readonly matrix: Uint8Array;
  /** [nFeatures][MAX_TABLE]: the cuts or categories of each feature; how many there are is in tableLengths. */
  readonly tables: Float64Array;
  readonly tableLengths: Int32Array;
  /** The next feature to learn, block of rows to bin and tree to grow, and how many features and blocks are done. */
  readonly queues: Int32Array;
}

const NEXT_FEATURE = 0;
const NEXT_BLOCK = 1;
const NEXT_TREE = 2;
const FEATURES_DONE = 3;
const BLOCKS_DONE = 4;

const MAX_TABLE = 255;
const BLOCK_ROWS = 512;

/** Memory beyond the training set's own: one byte a value; for what is not in shared memory yet eight bytes a value until it is binned, one a label, eight a weight. */
export function histogramJob(
  { kinds, columns, labels, weights }: TrainingSet,
  parameters: ForestParameters,
): HistogramJob {
  const nFeatures = columns.length;
  return {
    engine: 'histogram-forest',
    parameters,
    kinds,
    columns: columns.map((column) => shared(column)),
    labels: shared(labels),
    weights: weights === undefined ? undefined : shared(weights),
    matrix: new Uint8Array(new SharedArrayBuffer(labels.length * rowStride(nFeatures))),
    tables: new Float64Array(new SharedArrayBuffer(8 * nFeatures * MAX_TABLE)),
    tableLengths: new Int32Array(new SharedArrayBuffer(4 * nFeatures)),
    queues: new Int32Array(new SharedArrayBuffer(4 * 5)),
  };
}

/** One thread's share of the work: bins of features, then bytes of rows, then trees, each phase after all threads have ended the one before. */
export function runHistogramJob(job: HistogramJob, tell: (news: News) => void): void {
  const { queues, columns, labels, matrix, parameters } = job;
  const nFeatures = columns.length;
  const nBlocks = Math.ceil(labels.length / BLOCK_ROWS);
  for (let feature = take(queues, NEXT_FEATURE); feature < nFeatures; feature = take(queues, NEXT_FEATURE)) {
    learnFeature(job, feature);
    markDone(queues, FEATURES_DONE);
  }
  awaitDone(queues, FEATURES_DONE, nFeatures);
  const binnings = jobBinnings(job);
  const binBlock = rowBinner(columns, binnings, matrix);
  for (let block = take(queues, NEXT_BLOCK); block < nBlocks; block = take(queues, NEXT_BLOCK)) {
    binBlock(block * BLOCK_ROWS, Math.min(labels.length, (block + 1) * BLOCK_ROWS));
    markDone(queues, BLOCKS_DONE);
  }
  awaitDone(queues, BLOCKS_DONE, nBlocks);
  tell({ kind: 'binned' });
  columns.length = 0;
  const grower = new TreeGrower(binnedSet(job, binnings), parameters);
  for (let index = take(queues, NEXT_TREE); index < parameters.nEstimators; index = take(queues, NEXT_TREE)) {
    tell({ kind: 'tree', index, tree: grower.grow(index) });
  }
  tell({ kind: 'out-of-bag', sums: grower.outOfBag.sums, trees: grower.outOfBag.trees });
}

/** The bins that the threads have learned. */
export function jobBinnings({ kinds, tables, tableLengths }: HistogramJob): FeatureBinning[] {
  return kinds.map((kind, feature) => {
    const start = feature * MAX_TABLE;
    const values = tables.slice(start, start + (tableLengths[feature] ?? 0));
    return kind === 'numeric' ? { kind, cuts: values } : { kind, categories: values };
  });
}

function learnFeature(job: HistogramJob, feature: number): void {
  const { maxBins, seed } = job.parameters;
  const column = job.columns[feature];
  const kind = job.kinds[feature];
  if (column === undefined || kind === undefined) throw new RangeError(`The job has no feature ${feature}.`);
  const binning = learnBinning(column, kind, job.labels, maxBins, seed);
  const values = binning.kind === 'numeric' ? binning.cuts : binning.categories;
  job.tables.set(values, feature * MAX_TABLE);
  job.tableLengths[feature] = values.length;
}

function binnedSet({ matrix, kinds, labels, weights }: HistogramJob, binnings: readonly FeatureBinning[]): BinnedSet {
  return {
    matrix,
    stride: rowStride(kinds.length),
    binCounts: Uint16Array.from(binnings, binCount),
    isCategorical: Uint8Array.from(kinds, (kind) => (kind === 'categorical' ? 1 : 0)),
    labels,
    weights,
  };
}

function take(queues: Int32Array, queue: number): number {
  return Atomics.add(queues, queue, 1);
}

function markDone(queues: Int32Array, counter: number): void {
  Atomics.add(queues, counter, 1);
  Atomics.notify(queues, counter);
}

function awaitDone(queues: Int32Array, counter: number, total: number): void {
  for (let done = Atomics.load(queues, counter); done < total; done = Atomics.load(queues, counter)) {
    Atomics.wait(queues, counter, done);
  }
}
