import { DEFAULT_PARAMETERS, parseForest, serialiseForest } from '../../dist/src/forest/index.js';
import { fitForest } from '../../dist/src/training/index.js';
import { figures, generate, rowMajor, slice } from './data.mjs';
import { readOptions, wholeNumber } from './options.mjs';
import { runPeers } from './peers.mjs';

const HELP = `node bench/forest/run.mjs [options]: the forest against its peers on the same generated rows, in one run.

  --rows N      rows to fit on (default 120000)
  --repeats N   rounds, of which medians are given (default 3)
  --scaling     also fits of 10,000 to 1,000,000 rows
  --help

PYTHON names the interpreter that has scikit-learn and lightgbm (default python3); a peer it lacks is left out.`;

const { values: options } = readOptions(HELP, {
  options: {
    rows: { type: 'string', default: '120000' },
    repeats: { type: 'string', default: '3' },
    scaling: { type: 'boolean', default: false },
  },
});
const repeats = wholeNumber('repeats', options.repeats, 1, 100);
const nTrain = wholeNumber('rows', options.rows, 100, 5_000_000);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const timed = async (work) => {
  const start = performance.now();
  const result = await work();
  return [(performance.now() - start) / 1000, result];
};

const fit = (train, threads) => timed(() => fitForest(train, DEFAULT_PARAMETERS, { threads }));

const all = generate(nTrain + 40_000, 1);
const [train, test] = [slice(all, 0, nTrain), slice(all, nTrain, nTrain + 40_000)];
const rows = rowMajor(test);

// Rounds in turn, so that whatever else the machine does falls on all alike.
const results = new Map();
const note = (engine, seconds, quality) => {
  const result = results.get(engine) ?? { seconds: [], quality };
  result.seconds.push(seconds);
  results.set(engine, result);
};
let forest;
for (let round = 0; round < repeats; round++) {
  for (const threads of [2, 1]) {
    const [seconds, fitted] = await fit(train, threads);
    forest = fitted.forest;
    note(
      `histogram-forest, ${threads} thread${threads === 1 ? '' : 's'}`,
      seconds,
      figures(forest.predictProbabilities(rows, test.labels.length), test.labels),
    );
  }
  for (const peer of runPeers(train, test, { ...DEFAULT_PARAMETERS, threads: 2 }, ['scikit-learn', 'lightgbm'])) {
    note(peer.engine, peer.seconds, peer);
  }
}
const [{ seconds: ours }] = results.values();
console.log(
  `${nTrain} rows x 30, ${DEFAULT_PARAMETERS.nEstimators} trees, depth ${DEFAULT_PARAMETERS.maxDepth}; medians of ${repeats} rounds\n`,
);
console.log(
  '| engine | fit, seconds | least | times ours (median of rounds) | ROC AUC | average precision |\n| --- | --- | --- | --- | --- | --- |',
);
for (const [engine, { seconds, quality }] of results) {
  const ratio = median(seconds.map((value, round) => value / ours[round]));
  console.log(
    `| ${engine} | ${median(seconds).toFixed(2)} | ${Math.min(...seconds).toFixed(2)} | ${ratio.toFixed(1)} | ${quality.auc.toFixed(4)} | ${quality.averagePrecision.toFixed(4)} |`,
  );
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
console.log(
  `\n| score one row, us | a row in batches of 10,000, us | artefact, bytes | load, ms |\n| --- | --- | --- | --- |`,
);
console.log(
  `| ${median(singles).toFixed(2)} | ${median(batches).toFixed(2)} | ${bytes.length} | ${median(loads).toFixed(1)} |`,
);

if (options.scaling) {
  console.log('\n| rows | fit, seconds | us a row |\n| --- | --- | --- |');
  const million = generate(1_000_000, 2);
  for (const nRows of [10_000, 30_000, 100_000, 300_000, 1_000_000]) {
    const part = slice(million, 0, nRows);
    const times = [];
    for (let k = 0; k < (nRows > 200_000 ? 1 : repeats); k++) times.push((await fit(part, 2))[0]);
    const seconds = median(times);
    console.log(`| ${nRows} | ${seconds.toFixed(2)} | ${((seconds / nRows) * 1e6).toFixed(2)} |`);
  }
}
