import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS, PROBABILITY_ONE, contributions, permutationImportances } from '../../src/forest/index.js';
import { fitForest } from '../../src/training/index.js';
import { makeSet, mean, rocAuc, rowOf, rowsOf } from './sets.js';

const set = makeSet({ nRows: 1500, missing: 0.05 });
const { forest } = await fitForest(set, { ...DEFAULT_PARAMETERS, nEstimators: 32 }, { threads: 0 });

test('law: base and contributions sum to the score, exactly where the number of trees is a power of two', () => {
  for (let row = 0; row < 200; row++) {
    const { base, contributions: parts } = contributions(forest, rowOf(set, row));
    expect(parts.reduce((total, part) => total + part, base)).toBe(forest.predictProbability(rowOf(set, row)));
  }
});

test('law: for any number of trees they sum exactly in units of 2^-30 / trees, and to 1e-15 as doubles', async () => {
  const { forest: hundred } = await fitForest(set, { ...DEFAULT_PARAMETERS, nEstimators: 100 }, { threads: 0 });
  const unit = 1 / (100 * PROBABILITY_ONE);
  for (let row = 0; row < 500; row++) {
    const { base, contributions: parts } = contributions(hundred, rowOf(set, row));
    const score = hundred.predictProbability(rowOf(set, row));
    const units = Array.from(parts, (part) => Math.round(part / unit));
    expect(units.map((count) => count * unit)).toEqual([...parts]);
    expect(units.reduce((total, count) => total + count, Math.round(base / unit))).toBe(Math.round(score / unit));
    expect(Math.abs(parts.reduce((total, part) => total + part, base) - score)).toBeLessThan(1e-15);
  }
});

test('the base is the rate of label 1, and what raises the odds contributes more than what lowers them', () => {
  const { base, contributions: high } = contributions(forest, Float64Array.of(0.95, 0.5, 0.5, 4, 0));
  const { contributions: low } = contributions(forest, Float64Array.of(0.05, 0.5, 0.5, 4, 0));
  expect(base).toBeCloseTo(mean(set.labels), 1);
  expect(high[0]).toBeGreaterThan(0.05);
  expect(low[0]).toBeLessThan(-0.05);
});

test('impurity importances sum to 1 and put features that matter before those that do not', () => {
  const [a, b, noise, coarseNoise, category] = forest.impurityImportances;
  expect(forest.impurityImportances.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(Math.min(a, b, category)).toBeGreaterThan(Math.max(noise, coarseNoise));
});

test('permutation importances are about 0 for a feature without use, and leave the rows as they were', () => {
  const fresh = makeSet({ nRows: 800, seed: 2 });
  const rows = rowsOf(fresh);
  const [a, , noise] = permutationImportances(forest, rows, 800, (scores) => rocAuc(scores, fresh.labels), {
    repeats: 3,
  });
  expect(a).toBeGreaterThan(0.03);
  expect(Math.abs(noise)).toBeLessThan(0.02);
  expect(rows).toEqual(rowsOf(fresh));
});
