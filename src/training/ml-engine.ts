import { setImmediate } from 'node:timers/promises';
import {
  DEFAULT_PARAMETERS,
  Forest,
  MAX_CUTS,
  Random,
  TreeBuilder,
  sumCounts,
  type FeatureBinning,
  type ForestParameters,
  type TrainingSet,
  type Tree,
} from '../forest/index.js';
import type { MlJob } from './ml-job.js';
import type { MlTree } from './news.js';

/** A sample that ml-random-forest can learn from, and what is needed to bring its trees into our layout. */
export interface MlSample {
  readonly job: MlJob;
  /** Row of the training set of each row of the sample. */
  readonly rowIds: readonly number[];
  /** [nFeatures]: what stood in for a missing value. */
  readonly fills: readonly number[];
}

/**
 * Draws at most maxRows rows, each class in its share, at random by the seed; a missing value becomes the median of the sample's.
 */
export function drawMlSample(set: TrainingSet, parameters: ForestParameters, maxRows: number): MlSample {
  const rowIds = stratifiedRows(set.labels, maxRows, new Random(parameters.seed, -2));
  const fills = set.columns.map((column) => median(rowIds.map((row) => column[row] ?? NaN)));
  const rows = rowIds.map((row) =>
    set.columns.map((column, feature) => {
      const value = column[row] ?? NaN;
      return Number.isNaN(value) ? (fills[feature] ?? 0) : value;
    }),
  );
  const labels = rowIds.map((row) => set.labels[row] ?? 0);
  const queue = new Int32Array(new SharedArrayBuffer(4));
  return { job: { engine: 'ml-random-forest', parameters, rows, labels, queue }, rowIds, fills };
}

/** What of a set and its parameters the package does not know. */
export function ignoredByMl({ kinds, weights }: TrainingSet, parameters: ForestParameters): string[] {
  const { classWeight, minSamplesLeaf, maxBins } = parameters;
  return [
    ...(weights === undefined ? [] : ['weights of rows']),
    ...(classWeight === 'none' ? [] : [`classWeight ${classWeight}`]),
    ...(minSamplesLeaf === 1 ? [] : [`minSamplesLeaf ${minSamplesLeaf}`]),
    ...(maxBins === DEFAULT_PARAMETERS.maxBins ? [] : [`maxBins ${maxBins}`]),
    ...(kinds.includes('categorical') ? ['what is categorical (codes are split as numbers)'] : []),
  ];
}

function stratifiedRows(labels: Uint8Array, maxRows: number, random: Random): number[] {
  const share = Math.min(1, maxRows / labels.length);
  const chosen: number[] = [];
  for (const label of [0, 1]) {
    const rows: number[] = [];
    for (let row = 0; row < labels.length; row++) if (labels[row] === label) rows.push(row);
    const wanted = rows.length === 0 ? 0 : Math.max(1, Math.round(rows.length * share));
    for (let k = 0; k < wanted; k++) {
      const other = k + random.below(rows.length - k);
      const row = rows[other] ?? 0;
      rows[other] = rows[k] ?? 0;
      chosen.push(row);
    }
  }
  return chosen.sort((a, b) => a - b);
}

function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return sorted[sorted.length >>> 1] ?? 0;
}

/**
 * The package's trees as a {@link Forest} that gives the same votes: a leaf's probability is its vote, so that the forest's is the share of
 * trees that vote 1, which is what counting the package's predictionValues gives. `x < v` becomes `x <= c` with c the double just below v.
 * @throws RangeError when the trees split a feature at more than 65,534 values.
 */
export function mlForest(trees: readonly MlTree[], { job, fills }: MlSample): Forest {
  const cuts = fills.map((_, feature) => cutsOf(trees, feature));
  cuts.forEach(({ length }, feature) => {
    if (length <= MAX_CUTS) return;
    throw new RangeError(
      `The trees split feature ${feature} at ${length} values; expected at most ${MAX_CUTS}: give them fewer rows.`,
    );
  });
  const binnings = cuts.map((values): FeatureBinning => ({ kind: 'numeric', cuts: values }));
  return new Forest({
    engine: 'ml-random-forest',
    parameters: job.parameters,
    binnings,
    trees: trees.map((tree) => convertTree(tree, cuts, fills)),
  });
}

/** [nRows]: the vote share of the trees that did not draw the row; rows outside the sample are new to all trees. @throws the signal's reason. */
export async function mlOutOfBag(
  forest: Forest,
  trees: readonly MlTree[],
  sample: MlSample,
  set: TrainingSet,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const scores = new Float64Array(set.labels.length);
  for (let from = 0; from < scores.length; from += ROWS_BETWEEN_PAUSES) {
    const to = Math.min(scores.length, from + ROWS_BETWEEN_PAUSES);
    const rowIds = Array.from({ length: to - from }, (_, k) => from + k);
    scores.set(forest.predictProbabilities(rowsOf(set, rowIds), to - from), from);
    await setImmediate();
    signal?.throwIfAborted();
  }
  const { engine, parameters, binnings } = forest;
  const rows = rowsOf(set, sample.rowIds);
  const sums = new Float64Array(sample.rowIds.length);
  const opinions = new Float64Array(sample.rowIds.length);
  trees.forEach(({ counts }, index) => {
    const tree = forest.trees[index];
    if (tree === undefined) return;
    const votes = new Forest({ engine, parameters, binnings, trees: [tree] }).predictProbabilities(rows, sums.length);
    counts.forEach((count, k) => {
      if (count !== 0) return;
      sums[k] = (sums[k] ?? 0) + (votes[k] ?? 0);
      opinions[k] = (opinions[k] ?? 0) + 1;
    });
  });
  sample.rowIds.forEach((row, k) => {
    scores[row] = (sums[k] ?? 0) / (opinions[k] ?? 0);
  });
  return scores;
}

/** About ten milliseconds of scoring, after which the event loop has its turn. */
const ROWS_BETWEEN_PAUSES = 2048;

function rowsOf({ columns }: TrainingSet, rowIds: readonly number[]): Float64Array {
  const rows = new Float64Array(rowIds.length * columns.length);
  columns.forEach((column, feature) => {
    rowIds.forEach((row, k) => {
      rows[k * columns.length + feature] = column[row] ?? NaN;
    });
  });
  return rows;
}

function cutsOf(trees: readonly MlTree[], feature: number): Float64Array {
  const cuts = new Set<number>();
  for (const { nodes } of trees) {
    for (const node of nodes)
      if (node.kind === 'split' && node.feature === feature) cuts.add(doubleBelow(node.splitValue));
  }
  return Float64Array.from(cuts).sort();
}

function convertTree({ nodes }: MlTree, cuts: readonly Float64Array[], fills: readonly number[]): Tree {
  const builder = new TreeBuilder();
  builder.start();
  let next = 0;
  const convert = (node: number): number => {
    const source = nodes[next++];
    if (source === undefined) return 0;
    if (source.kind === 'leaf') {
      builder.setCounts(node, source.draws, source.vote * source.draws);
      return 0;
    }
    const { feature, splitValue } = source;
    const rank = cuts[feature]?.indexOf(doubleBelow(splitValue)) ?? -1;
    const left = builder.splitNumeric(node, feature, (fills[feature] ?? 0) < splitValue, rank);
    return 1 + Math.max(convert(left), convert(left + 1));
  };
  const tree = builder.build(convert(0));
  sumCounts(tree);
  return tree;
}

/** The greatest double below x. */
function doubleBelow(x: number): number {
  if (x === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(x).buffer);
  bits[0] = (bits[0] ?? 0n) + (x > 0 ? -1n : 1n);
  return new Float64Array(bits.buffer)[0] ?? x;
}
