import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS, Random, type Forest, type TrainingSet } from '../../src/forest/index.js';
import { COUNT_FIELD, HISTOGRAM_SIZE } from '../../src/forest/growing/histogram.js';
import { drawBootstrap, fillBag, type Bag } from '../../src/forest/growing/sampling.js';
import { SplitSearch } from '../../src/forest/growing/split.js';
import { featureOf, isLeaf, leftChild } from '../../src/forest/tree.js';
import { fitForest } from '../../src/training/index.js';
import { makeSet } from './sets.js';

test('law: each leaf counts the training rows that walk to it, also where subtrees grew on rows copied together', async () => {
  // 8 bytes a row: more than the half of a megabyte from which rows are copied together.
  const set = makeSet({ nRows: 80_000, missing: 0.05 });
  const parameters = { ...DEFAULT_PARAMETERS, nEstimators: 2, bootstrap: false, maxFeatures: 3 };

  const { forest } = await fitForest(set, parameters, { threads: 0 });

  forest.trees.forEach((tree, index) => {
    const draws = new Uint32Array(tree.draws.length);
    const positives = new Uint32Array(tree.draws.length);
    set.labels.forEach((label, row) => {
      const leaf = leafOf(forest, index, set, row);
      draws[leaf]++;
      positives[leaf] += label;
    });
    const leaves = [...draws.keys()].filter((node) => isLeaf(tree.words, node));
    expect(leaves.length).toBeGreaterThan(100);
    expect(leaves.map((leaf) => tree.draws[leaf])).toEqual(leaves.map((leaf) => draws[leaf]));
    expect(leaves.map((leaf) => tree.positives[leaf])).toEqual(leaves.map((leaf) => positives[leaf]));
  });
});

test('rows that are copied together keep all their bins', async () => {
  const { kinds, columns } = makeSet({ nRows: 80_000 });
  const [first, , , , last] = columns;
  const labels = Uint8Array.from(first, (value, row) => (value < 0.2 && last[row] < 3 ? 1 : 0));
  const parameters = { ...DEFAULT_PARAMETERS, nEstimators: 1, bootstrap: false, maxFeatures: 5 };

  const { forest } = await fitForest({ kinds, columns, labels }, parameters, { threads: 0 });

  // A fifth of the rows, copied together, is where the last feature decides.
  expect(forest.predictProbability(Float64Array.of(0.1, 0.5, 0.5, 4, 2))).toBe(1);
  expect(forest.predictProbability(Float64Array.of(0.1, 0.5, 0.5, 4, 3))).toBe(0);
});

/** Walks by the values themselves, where growing goes by their bins. */
function leafOf({ trees, binnings }: Forest, index: number, { columns }: TrainingSet, row: number): number {
  const { words, masks } = trees[index];
  let node = 0;
  while (!isLeaf(words, node)) {
    const word = words[2 * node];
    const feature = featureOf(word);
    const value = columns[feature][row];
    const binning = binnings[feature];
    let goesLeft: boolean;
    if (binning.kind === 'numeric') {
      const isMissingLeft = (word & 0x10000) === 0;
      goesLeft = Number.isNaN(value) ? isMissingLeft : !(value > binning.cuts[word & 0xffff]);
    } else {
      const place = binning.categories.indexOf(value);
      const bit = place < 0 ? binning.categories.length : place;
      goesLeft = ((masks[words[2 * node + 1] + 1 + (bit >>> 5)] >>> (bit & 31)) & 1) === 1;
    }
    node = leftChild(words, masks, node) + (goesLeft ? 0 : 1);
  }
  return node;
}

test('a balanced bootstrap grows on as many draws of one class as of the other, and the other draws ride along', () => {
  const nRows = 20_000;
  const labels = Uint8Array.from({ length: nRows }, (_, row) => (row % 20 === 0 ? 1 : 0));
  const counts = new Uint16Array(nRows);
  const codes = () => new Uint32Array(2 * nRows);
  const bag: Bag = { grown: codes(), grownSize: 0, draws: 0, positives: 0, riders: codes(), ridersSize: 0 };
  const random = new Random(1);
  drawBootstrap(counts, undefined, true, random);

  fillBag(bag, counts, labels, 'balanced-bootstrap', random);

  const drawsIn = (list: Uint32Array, size: number) =>
    list.subarray(0, size).reduce((sum, code) => sum + ((code & 15) >> 1), 0);
  expect(bag.positives).toBeGreaterThan(900);
  expect(Math.abs(bag.positives / bag.draws - 0.5)).toBeLessThan(0.03);
  expect(drawsIn(bag.grown, bag.grownSize)).toBe(bag.draws);
  expect(drawsIn(bag.riders, bag.ridersSize)).toBe(nRows - bag.draws);
});

test('of all subsets of six categories the split found is the purest', () => {
  const random = new Random(5);
  for (let round = 0; round < 40; round++) {
    const rates = [0.02, 0.15, 0.3, 0.5, 0.7, 0.95].sort(() => random.unit() - 0.5);
    const draws = rates.map(() => 100 + random.below(4000));
    const positives = rates.map((rate, category) => Math.round(rate * draws[category]));
    const histogram = new Float64Array(HISTOGRAM_SIZE);
    draws.forEach((count, category) => (histogram[category] = count + positives[category] * COUNT_FIELD));
    const search = new SplitSearch(1, 1, 1);

    search.startNode(sum(draws), sum(positives));
    search.tryFeature(0, histogram, 0, 6, true);

    const impurities = Array.from({ length: 2 ** 6 - 2 }, (_, k) => impurityOf(k + 1, draws, positives));
    const found = draws.reduce((set, _, category) => set | (search.goesLeft[category] << category), 0);
    expect(search.feature).toBe(0);
    expect(search.impurity).toBeCloseTo(Math.min(...impurities), 6);
    expect(impurityOf(found, draws, positives)).toBeCloseTo(search.impurity, 6);
  }
});

/** Sum over both sides of negatives x positives / draws, when the categories in the bits of `subset` go left. */
function impurityOf(subset: number, draws: readonly number[], positives: readonly number[]): number {
  return sum(
    [0, 1].map((side) => {
      const isHere = (_: number, category: number): boolean => ((subset >> category) & 1) === side;
      const n = sum(draws.filter(isHere));
      const p = sum(positives.filter(isHere));
      return ((n - p) * p) / n;
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
