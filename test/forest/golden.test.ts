import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS } from '../../src/forest/index.js';
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
