import { describe, expect, test } from 'vitest';
import {
  DEFAULT_PARAMETERS,
  contributions,
  parseForest,
  serialiseForest,
  type ForestParameters,
} from '../../src/forest/index.js';
import { mlForest, drawMlSample } from '../../src/training/ml-engine.js';
import { fitMlTree, growMlTree } from '../../src/training/ml-job.js';
import { fitForest, type FitOptions } from '../../src/training/index.js';
import { makeSet, mean, rocAuc, rowOf, rowsOf } from '../forest/sets.js';

const PARAMETERS: ForestParameters = { ...DEFAULT_PARAMETERS, nEstimators: 12, maxFeatures: 3 };
const set = makeSet({ nRows: 300, missing: 0.05 });

describe.each(['histogram-forest', 'ml-random-forest'] as const)('the contract of engines: %s', (engine) => {
  const fit = (options: FitOptions = {}) => fitForest(set, PARAMETERS, { engine, threads: 0, ...options });

  test('it ranks rows it has not seen', async () => {
    const { forest } = await fit();
    const fresh = makeSet({ nRows: 500, seed: 2 });
    expect(rocAuc(forest.predictProbabilities(rowsOf(fresh), 500), fresh.labels)).toBeGreaterThan(0.7);
  });

  test('the model and its artefact say which engine made it', async () => {
    const { forest } = await fit();
    expect(forest.engine).toBe(engine);
    expect(parseForest(serialiseForest(forest)).engine).toBe(engine);
  });

  test('the same seed gives the same bytes', async () => {
    expect(serialiseForest((await fit()).forest)).toEqual(serialiseForest((await fit()).forest));
  });

  test('every row has an out-of-bag score once there are trees enough, at about the true rate', async () => {
    const { outOfBagScores } = await fit();
    const scores = outOfBagScores.filter((score) => !Number.isNaN(score));
    expect(scores.length).toBeGreaterThan(290);
    expect(Math.abs(mean(scores) - mean(set.labels))).toBeLessThan(0.12);
  });

  test('it tells how far it is, tree by tree', async () => {
    const told: number[] = [];
    await fit({ onProgress: (done, total) => told.push(done / total) });
    expect(told).toEqual(Array.from({ length: 12 }, (_, k) => (k + 1) / 12));
  });

  test('contributions sum to the score', async () => {
    const { forest } = await fit();
    const { base, contributions: parts } = contributions(forest, rowOf(set, 5));
    expect(parts.reduce((sum, part) => sum + part, base)).toBeCloseTo(forest.predictProbability(rowOf(set, 5)), 12);
  });
});

describe('ml-random-forest', () => {
  test('our layout gives the votes that the package itself gives, row by row and tree by tree', () => {
    const whole = makeSet({ nRows: 200 });
    const sample = drawMlSample(whole, PARAMETERS, 120);
    const trees = Array.from({ length: 12 }, (_, index) => growMlTree(sample.job, index));
    const forest = mlForest(trees, sample);
    const rows = Array.from({ length: 200 }, (_, row) => [...rowOf(whole, row)]);
    const votes = rows.map(() => 0);
    for (let index = 0; index < 12; index++) {
      const values = fitMlTree(sample.job, index).model.predictionValues(rows);
      rows.forEach((_, row) => {
        votes[row] += values.get(row, 0);
      });
    }
    const counted = votes.map((count) => count / 12);
    forest.predictProbabilities(rowsOf(whole), 200).forEach((score, row) => {
      expect(score).toBeCloseTo(counted[row], 12);
    });
  });

  test('more rows than the cap become a stratified sample, and the operator is told', async () => {
    const notices: string[] = [];
    await fitForest(set, PARAMETERS, {
      engine: 'ml-random-forest',
      threads: 0,
      maxSampleRows: 100,
      onNotice: (text) => notices.push(text),
    });
    expect(notices).toEqual([
      'ml-random-forest is fitted on a stratified sample of 100 of 300 rows, its most being 100: its time grows with their square.',
      'ml-random-forest takes no account of what is categorical (codes are split as numbers).',
    ]);
    const { job } = drawMlSample(set, PARAMETERS, 100);
    expect(mean(job.labels)).toBeCloseTo(mean(set.labels), 2);
  });

  test('what it does not know is named', async () => {
    const notices: string[] = [];
    const numeric = { ...set, kinds: set.kinds.map(() => 'numeric' as const) };
    const options: FitOptions = { engine: 'ml-random-forest', threads: 0, onNotice: (text) => notices.push(text) };
    await fitForest(numeric, { ...PARAMETERS, nEstimators: 1 }, options);
    expect(notices).toEqual([]);
    const weighed = { ...numeric, weights: new Float64Array(300).fill(2) };
    const changes = { nEstimators: 1, classWeight: 'balanced', minSamplesLeaf: 7, maxBins: 64 } as const;
    await fitForest(weighed, { ...PARAMETERS, ...changes }, options);
    expect(notices).toEqual([
      'ml-random-forest takes no account of weights of rows, classWeight balanced, minSamplesLeaf 7, maxBins 64.',
    ]);
  });

  test('more cuts than 16 bits tell apart are refused', () => {
    const sample = drawMlSample(set, PARAMETERS, 20);
    const nodes = Array.from({ length: 65_535 }, (_, k) => ({ kind: 'split' as const, feature: 1, splitValue: k }));
    expect(() => mlForest([{ nodes, counts: new Uint16Array(20) }], sample)).toThrow(
      new RangeError('The trees split feature 1 at 65535 values; expected at most 65534: give them fewer rows.'),
    );
  });
});
