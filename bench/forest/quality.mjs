import { existsSync } from 'node:fs';
import { DEFAULT_PARAMETERS } from '../../dist/src/forest/index.js';
import { fitForest } from '../../dist/src/training/index.js';
import { figures, realSets, rowMajor } from './data.mjs';
import { readOptions } from './options.mjs';
import { runPeers } from './peers.mjs';

const HELP = `node bench/forest/quality.mjs [FOLDER]: the forest and its peers on the real files in FOLDER (default ../shared/data), the
last 30 % in time order held out; means over five seeds (ml-random-forest: one).

  --help

PYTHON names the interpreter that has scikit-learn and lightgbm (default python3); a peer it lacks is left out.`;

const { positionals } = readOptions(HELP, { options: {}, allowPositionals: true });
if (positionals.length > 1) {
  console.error(`Expected one folder, got ${positionals.join(', ')}.`);
  process.exit(2);
}
const folder = positionals[0] ?? '../shared/data';
/** A forest's figures move by some thousandths with its seed, so means are compared. */
const SEEDS = [42, 1, 2, 3, 4];
if (!existsSync(folder)) {
  console.log(`Skipped: ${folder} is absent.`);
  process.exit(0);
}
console.log('| file | engine | seconds | ROC AUC | average precision |\n| --- | --- | --- | --- | --- |');
for (const [name, train, test] of realSets(folder)) {
  const rows = rowMajor(test);
  const print = (runs) => {
    const mean = (name) => runs.reduce((sum, run) => sum + run[name], 0) / runs.length;
    console.log(
      `| ${name} | ${runs[0].engine} | ${mean('seconds').toFixed(2)} | ${mean('auc').toFixed(4)} | ${mean('averagePrecision').toFixed(4)} |`,
    );
  };
  for (const engine of ['histogram-forest', 'ml-random-forest']) {
    const runs = [];
    for (const seed of engine === 'histogram-forest' ? SEEDS : SEEDS.slice(0, 1)) {
      const start = performance.now();
      const { forest } = await fitForest(train, { ...DEFAULT_PARAMETERS, seed }, { engine, threads: 2 });
      const seconds = (performance.now() - start) / 1000;
      runs.push({ engine, seconds, ...figures(forest.predictProbabilities(rows, test.labels.length), test.labels) });
    }
    print(runs);
  }
  const peers = SEEDS.flatMap((seed) =>
    runPeers(train, test, { ...DEFAULT_PARAMETERS, seed, threads: 2 }, ['scikit-learn', 'lightgbm']),
  );
  for (const engine of new Set(peers.map((peer) => peer.engine))) print(peers.filter((peer) => peer.engine === engine));
}
