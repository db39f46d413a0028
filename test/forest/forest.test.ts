import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_PARAMETERS,
  serialiseForest,
  type ForestParameters,
  type TrainingSet,
} from '../../src/forest/index.js';
import { fitForest } from '../../src/training/index.js';
import { makeSet, mean, rocAuc, rowOf, rowsOf } from './sets.js';

const PARAMETERS: ForestParameters = { ...DEFAULT_PARAMETERS, nEstimators: 30 };
const fit = (set: TrainingSet, changes: Partial<ForestParameters> = {}) =>
  fitForest(set, { ...PARAMETERS, ...changes }, { threads: 0 });

describe('what a forest learns', () => {
  test('it ranks rows it has not seen', async () => {
    const { forest } = await fit(makeSet({ nRows: 2000 }));
    const fresh = makeSet({ nRows: 600, seed: 2 });
    expect(rocAuc(forest.predictProbabilities(rowsOf(fresh), 600), fresh.labels)).toBeGreaterThan(0.75);
  });

  test('out-of-bag scores rank as well as scores of fresh rows, where scores of the training rows flatter', async () => {
    const set = makeSet({ nRows: 2000 });
    const fresh = makeSet({ nRows: 2000, seed: 2 });
    const { forest, outOfBagScores } = await fit(set, { nEstimators: 60 });
    const outOfBag = rocAuc(outOfBagScores, set.labels);
    const onFresh = rocAuc(forest.predictProbabilities(rowsOf(fresh), 2000), fresh.labels);
    const onTraining = rocAuc(forest.predictProbabilities(rowsOf(set), 2000), set.labels);
    expect(Math.abs(outOfBag - onFresh)).toBeLessThan(0.03);
    expect(onTraining).toBeGreaterThan(onFresh + 0.05);
  });

  test.each(['none', 'balanced', 'balanced-bootstrap'] as const)(
    'law: the out-of-bag score of a forest of one tree is what that tree says of the row (class weight %s)',
    async (classWeight) => {
      const set = makeSet({ missing: 0.1, rarity: 3 });
      const { forest, outOfBagScores } = await fit(set, { nEstimators: 1, classWeight });
      const scores = forest.predictProbabilities(rowsOf(set), 600);
      const rows = [...outOfBagScores.keys()].filter((row) => !Number.isNaN(outOfBagScores[row]));
      expect(rows.length).toBeGreaterThan(600 * 0.3);
      for (const row of rows) expect(outOfBagScores[row]).toBeCloseTo(scores[row], 12);
    },
  );

  test('a row that every tree drew has no out-of-bag score', async () => {
    const { outOfBagScores } = await fit(makeSet({ nRows: 50 }), { bootstrap: false });
    expect(outOfBagScores.every(Number.isNaN)).toBe(true);
  });

  test('labels of one class give that class, with certainty', async () => {
    const set = makeSet({ nRows: 40 });
    const { forest } = await fit({ ...set, labels: new Uint8Array(40).fill(1) });
    expect(forest.predictProbability(rowOf(set, 0))).toBe(1);
  });

  test('rows that differ in no feature get the rate of label 1', async () => {
    const set: TrainingSet = {
      kinds: ['numeric'],
      columns: [new Float64Array(8)],
      labels: Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0),
    };
    const { forest } = await fit(set, { bootstrap: false });
    expect(forest.predictProbability(Float64Array.of(5))).toBe(0.25);
  });

  test('missing values that tell the label are learned, on whichever side they belong', async () => {
    const random = makeSet({ nRows: 400 }).columns[0];
    const labels = Uint8Array.from(random, (_, row) => (row % 4 === 0 ? 1 : 0));
    const column = random.map((value, row) => (labels[row] === 1 ? NaN : value));
    const { forest } = await fit({ kinds: ['numeric'], columns: [column], labels });
    expect(forest.predictProbability(Float64Array.of(NaN))).toBeGreaterThan(0.95);
    expect(forest.predictProbability(Float64Array.of(0.5))).toBeLessThan(0.05);
  });

  test('a category that was not in the training set is treated as a missing one', async () => {
    const { forest } = await fit(makeSet({ missing: 0.1 }));
    const score = (category: number) => forest.predictProbability(Float64Array.of(0.5, 0.5, 0.5, 3, category));
    expect(score(99)).toBe(score(NaN));
  });

  test('a weight of 3 counts as three rows', async () => {
    const set = makeSet({ nRows: 1500 });
    const weights = Float64Array.from(set.labels, (label) => (label === 1 ? 3 : 1));
    const { forest } = await fit({ ...set, weights });
    const rate = mean(set.labels);
    expect(forest.baseProbability).toBeCloseTo((3 * rate) / (3 * rate + 1 - rate), 1);
  });

  test.each([1, 2, 5])(
    'every tree has a say where %i weighted rows are so few that a draw may miss all',
    async (nRows) => {
      const set: TrainingSet = {
        kinds: ['numeric'],
        columns: [Float64Array.from({ length: nRows }, (_, row) => row)],
        labels: new Uint8Array(nRows).fill(1),
        weights: new Float64Array(nRows).fill(1),
      };
      const { forest } = await fit(set, { nEstimators: 1000 });
      expect(forest.baseProbability).toBe(1);
      expect(forest.predictProbability(Float64Array.of(0))).toBe(1);
    },
  );

  test.each(['none', 'balanced', 'balanced-bootstrap'] as const)(
    'class weight %s: probabilities stay at the true rate and rank rare positives',
    async (classWeight) => {
      const set = makeSet({ nRows: 6000, rarity: 5 });
      const fresh = makeSet({ nRows: 6000, rarity: 5, seed: 2 });
      const { forest, outOfBagScores } = await fit(set, { classWeight, maxDepth: 6 });
      const scores = forest.predictProbabilities(rowsOf(fresh), 6000);
      const rate = mean(fresh.labels);
      expect(rate).toBeLessThan(0.1);
      expect(Math.abs(mean(scores) / rate - 1)).toBeLessThan(0.25);
      expect(Math.abs(mean(outOfBagScores) / mean(set.labels) - 1)).toBeLessThan(0.1);
      expect(rocAuc(scores, fresh.labels)).toBeGreaterThan(0.8);
    },
  );
});

describe('laws', () => {
  const sets = fc.record({
    nRows: fc.integer({ min: 1, max: 120 }),
    seed: fc.integer(),
    missing: fc.constantFrom(0, 0.2, 0.9),
  });
  const changes = fc.record({
    nEstimators: fc.integer({ min: 1, max: 9 }),
    maxDepth: fc.integer({ min: 1, max: 12 }),
    minSamplesSplit: fc.integer({ min: 2, max: 20 }),
    minSamplesLeaf: fc.integer({ min: 1, max: 10 }),
    maxFeatures: fc.constantFrom<ForestParameters['maxFeatures']>('sqrt', 'log2', 0.5, 1, 5),
    bootstrap: fc.boolean(),
    classWeight: fc.constantFrom<ForestParameters['classWeight']>('none', 'balanced', 'balanced-bootstrap'),
    maxBins: fc.integer({ min: 2, max: 255 }),
    seed: fc.integer(),
  });

  test('any set and parameters give probabilities in [0, 1], the same for one row as in a batch, within the limits asked for', async () => {
    await fc.assert(
      fc.asyncProperty(sets, changes, async (options, parameters) => {
        const set = makeSet(options);
        const { forest, outOfBagScores } = await fit(set, parameters);
        const batch = forest.predictProbabilities(rowsOf(set), options.nRows);
        batch.forEach((probability, row) => {
          expect(probability).toBeGreaterThanOrEqual(0);
          expect(probability).toBeLessThanOrEqual(1);
          expect(forest.predictProbability(rowOf(set, row))).toBe(probability);
        });
        expect(outOfBagScores).toHaveLength(options.nRows);
        for (const tree of forest.trees) {
          expect(tree.depth).toBeLessThanOrEqual(parameters.maxDepth);
          expect(Math.min(...tree.draws)).toBeGreaterThanOrEqual(Math.min(parameters.minSamplesLeaf, tree.draws[0]));
        }
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  test('the same seed gives the same bytes, another seed another forest', async () => {
    const set = makeSet({ missing: 0.05 });
    const bytes = async (seed: number) => serialiseForest((await fit(set, { seed })).forest);
    expect(await bytes(3)).toEqual(await bytes(3));
    expect(await bytes(3)).not.toEqual(await bytes(4));
  });
});

describe('broken contracts', () => {
  test.each([
    [{ nEstimators: 0 }, 'nEstimators is 0; expected an integer from 1 to 10000.'],
    [{ maxDepth: 2.5 }, 'maxDepth is 2.5; expected an integer from 1 to 30.'],
    [
      { maxFeatures: 'all' as 'sqrt' },
      "maxFeatures is all; expected 'sqrt', 'log2', a fraction below 1 or an integer.",
    ],
    [{ classWeight: 'heavy' as 'none' }, 'classWeight is heavy; expected none, balanced, balanced-bootstrap.'],
    [{ bootstrap: undefined as unknown as boolean }, 'bootstrap is undefined; expected true or false.'],
    [{ maxFeatures: 1.5 }, "maxFeatures is 1.5; expected 'sqrt', 'log2', a fraction below 1 or an integer."],
  ])('parameters %j are refused', async (changes, message) => {
    await expect(fit(makeSet(), changes)).rejects.toThrow(message);
  });

  test('sets that do not fit together are refused', async () => {
    const set = makeSet({ nRows: 3 });
    await expect(fit({ ...set, labels: Uint8Array.of(0, 1) })).rejects.toThrow('Column 0 has 3 rows for 2 labels.');
    await expect(fit({ ...set, labels: Uint8Array.of(0, 1, 2) })).rejects.toThrow(
      'The label of row 2 is 2; expected 0 or 1.',
    );
    await expect(fit({ ...set, weights: Float64Array.of(1, -1, 1) })).rejects.toThrow('The weight of row 1 is -1');
    await expect(fit({ ...set, weights: new Float64Array(3).fill(1e308) })).rejects.toThrow(
      'The weights sum to more than a double holds; expected a finite sum.',
    );
  });

  test('a row of another length is refused', async () => {
    const { forest } = await fit(makeSet());
    expect(() => forest.predictProbability(new Float64Array(3))).toThrow('The row has 3 values; expected 5.');
    expect(() => forest.predictProbabilities(new Float64Array(9), 2)).toThrow('9 values for 2 rows; expected 10.');
  });
});
