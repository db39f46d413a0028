import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS, type Tree } from '../../src/forest/index.js';
import { featureOf, isLeaf, leftChild } from '../../src/forest/tree.js';
import { fitForest } from '../../src/training/index.js';
import { makeCoarseSet, rowsOf } from './sets.js';

// scikit-learn 1.9.1: tree = DecisionTreeClassifier(max_depth=3, min_samples_split=5).fit(rows, labels) on makeCoarseSet().
// tree.predict_proba(rows)[:12, 1]
const PROBABILITIES = [
  0.6630434782608695, 0.5588235294117647, 0.6630434782608695, 0.18518518518518517, 0.6630434782608695,
  0.5128205128205128, 0.5128205128205128, 0.18518518518518517, 0.6630434782608695, 0.18518518518518517,
  0.6630434782608695, 0.5128205128205128,
];
// tree.feature_importances_
const IMPORTANCES = [0.4897997817881437, 0.35645195390602447, 0.15374826430583186];

test('one tree without bootstrap, with all features at each split, is the tree that scikit-learn grows', async () => {
  const set = makeCoarseSet();
  const parameters = { ...DEFAULT_PARAMETERS, nEstimators: 1, maxDepth: 3, bootstrap: false, maxFeatures: 3 };

  const { forest } = await fitForest(set, parameters, { threads: 0 });

  const probabilities = forest.predictProbabilities(rowsOf(set), set.labels.length);
  PROBABILITIES.forEach((probability, row) => {
    expect(Math.abs(probabilities[row] - probability)).toBeLessThan(1e-9);
  });
  IMPORTANCES.forEach((importance, feature) => {
    expect(Math.abs(forest.impurityImportances[feature] - importance)).toBeLessThan(1e-9);
  });
});

// scikit-learn 1.9.1: tree = DecisionTreeClassifier(max_depth=3, min_samples_split=5, class_weight=...).fit(rows, labels).tree_ on
// makeCoarseSet() without three in four of its positives: tree.feature (-2 is a leaf) and tree.n_node_samples
const NONE = {
  features: [0, 2, 1, -2, -2, 1, -2, -2, 1, 0, -2, -2, 0, -2, -2],
  rows: [269, 154, 138, 129, 9, 16, 1, 15, 115, 56, 8, 48, 59, 53, 6],
};
const BALANCED = {
  features: [0, 2, 1, -2, -2, 2, -2, -2, 1, 0, -2, -2, 0, -2, -2],
  rows: [269, 154, 138, 129, 9, 16, 10, 6, 115, 56, 18, 38, 59, 5, 54],
};

test.each([
  ['none', NONE],
  ['balanced', BALANCED],
] as const)('with class weight %s it splits as scikit-learn does', async (classWeight, expected) => {
  const whole = makeCoarseSet();
  const kept = [...whole.labels.keys()].filter((row) => whole.labels[row] === 0 || row % 4 === 0);
  const set = {
    kinds: whole.kinds,
    columns: whole.columns.map((column) => Float64Array.from(kept, (row) => column[row])),
    labels: Uint8Array.from(kept, (row) => whole.labels[row]),
  };
  const parameters = { ...DEFAULT_PARAMETERS, nEstimators: 1, maxDepth: 3, bootstrap: false, maxFeatures: 3 };

  const { forest } = await fitForest(set, { ...parameters, classWeight }, { threads: 0 });

  const [tree] = forest.trees;
  const features: number[] = [];
  const rows: number[] = [];
  depthFirst(tree, 0, (node, feature) => {
    features.push(feature ?? -2);
    rows.push(tree.draws[node]);
  });
  expect({ features, rows }).toEqual(expected);
});

function depthFirst(tree: Tree, node: number, visit: (node: number, feature?: number) => void): void {
  if (isLeaf(tree.words, node)) {
    visit(node);
    return;
  }
  visit(node, featureOf(tree.words[2 * node]));
  const left = leftChild(tree.words, tree.masks, node);
  depthFirst(tree, left, visit);
  depthFirst(tree, left + 1, visit);
}
