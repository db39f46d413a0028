// node bench/forest/run.mjs [--rows N] [--repeats N] [--scaling]: the forest against its peers on the same generated rows, in one run.
import { parseArgs } from 'node:util';
import { DEFAULT_PARAMETERS, parseForest, serialiseForest } from '../../dist/src/forest/index.js';
import { fitForest } from '../../dist/src/training/index.js';
import { figures, generate, rowMajor, slice } from './data.mjs';
import { runPeers } from './peers.mjs';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '120000' }, repeats: { type: 'string', default: '3' }, scaling: { type: 'boolean', default: false } },
});
const repeats = Number(options.repeats);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const timed = async (work) => {
  const start = performance.now();
  const result = await work();
  return [(performance.now() - start) / 1000, result];
};

async function fitMedian(train, threads, times = repeats) {
  const runs = [];
  for (let k = 0; k < times; k++) runs.push(await timed(() => fitForest(train, DEFAULT_PARAMETERS, { threads })));
  return [median(runs.map(([seconds]) => seconds)), runs[0][1]];
}

const nTrain = Number(options.rows);
const all = generate(nTrain + 40_000, 1);
const [train, test] = [slice(all, 0, nTrain), slice(all, nTrain, nTrain + 40_000)];
const rows = rowMajor(test);

const [two, { forest }] = await fitMedian(train, 2);
const [one] = await fitMedian(train, 1);
const ours = { engine: 'histogram-forest, 2 threads', seconds: two, ...figures(forest.predictProbabilities(rows, test.labels.length), test.labels) };
const peers = runPeers(train, test, { ...DEFAULT_PARAMETERS, threads: 2 }, ['scikit-learn', 'lightgbm'], repeats);
console.log(`${nTrain} rows x 30, ${DEFAULT_PARAMETERS.nEstimators} trees, depth ${DEFAULT_PARAMETERS.maxDepth}; median of ${repeats}\n`);
console.log('| engine | fit, seconds | times ours | ROC AUC | average precision |\n| --- | --- | --- | --- | --- |');
for (const { engine, seconds, auc, averagePrecision } of [ours, { ...ours, engine: 'histogram-forest, 1 thread', seconds: one }, ...peers]) {
  console.log(`| ${engine} | ${seconds.toFixed(2)} | ${(seconds / two).toFixed(1)} | ${auc.toFixed(4)} | ${averagePrecision.toFixed(4)} |`);
}

const bytes = serialiseForest(forest);
const loads = [];
const singles = [];
const batches = [];
const row = new Float64Array(30);
for (let k = 0; k < 9; k++) {
  loads.push((await timed(() => parseForest(bytes)))[0] * 1e3);
  batches.push((await timed(() => forest.predictProbabilities(rows.subarray(0, 300_000), 10_000)))[0] * 100);
  const [seconds] = await timed(() => {
    for (let at = 0; at < 10_000; at++) {
      row.set(rows.subarray(at * 30, at * 30 + 30));
      forest.predictProbability(row);
    }
  });
  singles.push(seconds * 100);
}
console.log(`\n| score one row, us | a row in batches of 10,000, us | artefact, bytes | load, ms |\n| --- | --- | --- | --- |`);
console.log(`| ${median(singles).toFixed(2)} | ${median(batches).toFixed(2)} | ${bytes.length} | ${median(loads).toFixed(1)} |`);

if (options.scaling) {
  console.log('\n| rows | fit, seconds | us a row |\n| --- | --- | --- |');
  const million = generate(1_000_000, 2);
  for (const nRows of [10_000, 30_000, 100_000, 300_000, 1_000_000]) {
    const [seconds] = await fitMedian(slice(million, 0, nRows), 2, nRows > 200_000 ? 1 : repeats);
    console.log(`| ${nRows} | ${seconds.toFixed(2)} | ${((seconds / nRows) * 1e6).toFixed(2)} |`);
  }
}
