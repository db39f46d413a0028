// What the store costs: a scrape with few and with many rows, growth, reading back for training, durable throughput, plans.
//
//   npm run build && node bench/store/run.mjs            (about 15 minutes, and 15 GB of disk while it runs)
//   npm run build && node bench/store/run.mjs --rows 10000,1000000 --seconds 5        (about 4 minutes)
//
// It starts an embedded PostgreSQL of its own in a temporary folder and the service on it, and ends and removes both.
// Ends with code 1 when a scrape or GET /performance misses what the README promises.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fillStore } from './fill.mjs';
import { growthTable, walTable } from './growth.mjs';
import { plansTable } from './plans.mjs';
import { makePool } from './pool.mjs';
import { progress } from './report.mjs';
import { scrapesMisses, scrapesTable } from './scrapes.mjs';
import { openCluster } from './cluster.mjs';
import { stallTable } from './stall.mjs';
import { throughputTable } from './throughput.mjs';
import { trainingTable } from './training.mjs';

const HELP = `Usage: node bench/store/run.mjs [options]

  --rows A,B      predictions of the stores to compare, ascending (10000,10000000)
  --requests N    timed requests of each page and store (60)
  --seconds N     seconds of each throughput measurement (10)
  --training N    labelled rows to read back (150000)
  --wal N         predictions scored while the WAL is counted (100000)
  --only LIST     of scrapes, growth, plans, training, wal, stall, throughput (all)
  --temp FOLDER   where the data folder goes (${os.tmpdir()})
  --plans FILE    also write the plans themselves to this file
  --keep          leave the data folder behind, and say where it is
  --help`;

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,10000000' },
    requests: { type: 'string', default: '60' },
    seconds: { type: 'string', default: '10' },
    training: { type: 'string', default: '150000' },
    wal: { type: 'string', default: '100000' },
    only: { type: 'string', default: 'scrapes,growth,plans,training,wal,stall,throughput' },
    temp: { type: 'string', default: os.tmpdir() },
    plans: { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(HELP);
else await run();

async function run() {
  const sizes = options.rows.split(',').map(Number);
  const wanted = new Set(options.only.split(','));
  const folder = fs.mkdtempSync(path.join(path.resolve(options.temp), 'homeostat-store-'));
  // The server runs as another account when this process is root.
  fs.chmodSync(folder, 0o755);
  let cluster;
  let cleaning;
  // Once: an interrupt fails the statement under way, and what fails cleans up as well.
  const cleanUp = () => (cleaning ??= closeAndRemove());
  const closeAndRemove = async () => {
    progress('cleaning up');
    await cluster?.close();
    if (options.keep) progress(`the data folder is kept: ${folder}`);
    else fs.rmSync(folder, { recursive: true, force: true });
  };
  const interrupted = () => void cleanUp().then(() => process.exit(130));
  const signals = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.once(signal, interrupted);
  try {
    cluster = await openCluster(folder);
    console.log(`Node ${process.version}, PostgreSQL ${cluster.version}, ${os.availableParallelism()} processors\n`);
    const pool = await makePool(cluster);
    const stores = [];
    for (const rows of sizes) stores.push(await fillStore(cluster, pool, rows));
    const largest = stores.at(-1);
    if (wanted.has('scrapes')) {
      const measured = await scrapesTable(cluster, stores, Number(options.requests));
      console.log(measured.markdown);
      for (const miss of scrapesMisses(measured)) {
        progress(`missed: ${miss}`);
        process.exitCode = 1;
      }
    }
    if (wanted.has('growth')) console.log(await growthTable(largest));
    if (wanted.has('plans')) console.log(await plansTable(largest, options.plans));
    if (wanted.has('training')) console.log(await trainingTable(largest, pool, Number(options.training)));
    if (wanted.has('wal')) console.log(await walTable(cluster, largest, pool, Number(options.wal)));
    if (wanted.has('stall')) console.log(await stallTable(cluster, largest));
    if (wanted.has('throughput')) console.log(await throughputTable(cluster, stores, pool, Number(options.seconds)));
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupted);
    await cleanUp();
  }
}
