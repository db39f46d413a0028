import { Random, featuresPerSplit, type ForestParameters } from '../forest/index.js';
import { RandomForestClassifier } from 'ml-random-forest';
import type { MlNode, MlTree, News } from './news.js';

/** Trees of the package ml-random-forest to grow on a small sample. */
export interface MlJob {
  readonly engine: 'ml-random-forest';
  readonly parameters: ForestParameters;
  /** [nSample][nFeatures], no value missing. */
  readonly rows: readonly (readonly number[])[];
  /** [nSample], 0 or 1. */
  readonly labels: readonly number[];
  /** The next tree to grow, in shared memory. */
  readonly queue: Int32Array;
}

/** A node as the package writes it to JSON; columns are places in the tree's own list of features. */
interface PackageNode {
  readonly left?: PackageNode;
  readonly right?: PackageNode;
  readonly splitColumn?: number;
  readonly splitValue?: number;
  readonly distribution?: readonly (readonly number[])[];
}

/** One thread's share of the trees. */
export function runMlJob(job: MlJob, tell: (news: News) => void): void {
  const { nEstimators } = job.parameters;
  for (let index = Atomics.add(job.queue, 0, 1); index < nEstimators; index = Atomics.add(job.queue, 0, 1)) {
    tell({ kind: 'ml-tree', index, tree: growMlTree(job, index) });
  }
}

/**
 * Grows one tree as a package forest of one: its bootstrap is drawn here, because the package's own out-of-bag step fails on few trees
 * and does not say which rows it drew. The package chooses features once a tree, not at each split.
 */
export function growMlTree(job: MlJob, index: number): MlTree {
  const { model, bag, counts } = fitMlTree(job, index);
  // The package's nodes are class instances with matrices; its own JSON is their plain form.
  const { baseModel } = JSON.parse(JSON.stringify(model.toJSON())) as {
    baseModel: { indexes: number[][]; estimators: { root: PackageNode }[] };
  };
  const nodes: MlNode[] = [];
  const root = baseModel.estimators[0]?.root;
  if (root !== undefined) listNodes(root, baseModel.indexes[0] ?? [], bag, nodes);
  return { nodes, counts };
}

/** The package's own forest of one tree, with the rows it was fitted on. */
export function fitMlTree(
  { rows, labels, parameters }: MlJob,
  index: number,
): { model: RandomForestClassifier; bag: Bag; counts: Uint16Array } {
  const random = new Random(parameters.seed, index);
  const counts = new Uint16Array(rows.length);
  const drawn = rows.map((_, row) => (parameters.bootstrap ? random.below(rows.length) : row));
  for (const row of drawn) counts[row] = (counts[row] ?? 0) + 1;
  const bag = drawn.map((row) => ({ row: rows[row] ?? [], label: labels[row] ?? 0 }));
  const model = new RandomForestClassifier({
    nEstimators: 1,
    maxFeatures: featuresPerSplit(parameters.maxFeatures, rows[0]?.length ?? 0),
    replacement: false,
    seed: random.uint32() | 0,
    useSampleBagging: false,
    noOOB: true,
    treeOptions: { maxDepth: parameters.maxDepth, minNumSamples: parameters.minSamplesSplit - 1, gainThreshold: 0 },
  });
  model.train(
    bag.map(({ row }) => [...row]),
    bag.map(({ label }) => label),
  );
  return { model, bag, counts };
}

type Bag = readonly { readonly row: readonly number[]; readonly label: number }[];

function listNodes(node: PackageNode, features: readonly number[], bag: Bag, nodes: MlNode[]): void {
  const { left, right, splitColumn, splitValue } = node;
  const feature = splitColumn === undefined ? undefined : features[splitColumn];
  if (left === undefined || right === undefined || feature === undefined || splitValue === undefined) {
    const [negative = 0, positive = 0] = node.distribution?.[0] ?? [];
    nodes.push({ kind: 'leaf', vote: positive > negative ? 1 : 0, draws: bag.length });
    return;
  }
  nodes.push({ kind: 'split', feature, splitValue });
  listNodes(
    left,
    features,
    bag.filter(({ row }) => (row[feature] ?? 0) < splitValue),
    nodes,
  );
  listNodes(
    right,
    features,
    bag.filter(({ row }) => !((row[feature] ?? 0) < splitValue)),
    nodes,
  );
}
