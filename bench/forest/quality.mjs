// node bench/forest/quality.mjs [FOLDER] [--trees N]: the forest and its peers on the real files, last 30 % in time order held out.
import { existsSync } from 'node:fs';
import { DEFAULT_PARAMETERS } from '../../dist/src/forest/index.js';
import { fitForest } from '../../dist/src/training/index.js';
import { figures, realSets, rowMajor } from './data.mjs';
import { runPeers } from './peers.mjs';

const folder = process.argv[2] ?? '../shared/data';
if (!existsSync(folder)) {
  console.log(`Skipped: ${folder} is absent.`);
  process.exit(0);
}
console.log('| file | engine | seconds | ROC AUC | average precision |\n| --- | --- | --- | --- | --- |');
for (const [name, train, test] of realSets(folder)) {
  const rows = rowMajor(test);
  const print = ({ engine, seconds, auc, averagePrecision }) =>
    console.log(`| ${name} | ${engine} | ${seconds.toFixed(2)} | ${auc.toFixed(4)} | ${averagePrecision.toFixed(4)} |`);
  for (const engine of ['histogram-forest', 'ml-random-forest']) {
    const start = performance.now();
    const { forest } = await fitForest(train, DEFAULT_PARAMETERS, { engine, threads: 2 });
    const seconds = (performance.now() - start) / 1000;
    print({ engine, seconds, ...figures(forest.predictProbabilities(rows, test.labels.length), test.labels) });
  }
  runPeers(train, test, { ...DEFAULT_PARAMETERS, threads: 2 }, ['scikit-learn', 'lightgbm']).forEach(print);
}
