// What a shadow costs the requests: durable scoring over HTTP with and without one, in turns.
//
//   npm run build && node bench/shadow/run.mjs [SECONDS]        (about a minute with the default of 6)
//
// It starts an embedded PostgreSQL of its own in a temporary folder and the service on it, and ends and removes both.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { generateTransactions } from '../../dist/src/generator/index.js';
import { openCluster } from '../store/cluster.mjs';
import { decimals, progress, quantile, table, thousands } from '../store/report.mjs';

const CLIENT = fileURLToPath(new URL('../store/client.mjs', import.meta.url));
const CONNECTIONS = [1, 8, 32];
const BODIES = 5_000;
const TURNS = [false, true, true, false];
const seconds = Number(process.argv[2] ?? 6);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'homeostat-shadow-'));
// The server runs as another account when this process is root.
fs.chmodSync(folder, 0o755);
let cluster;
try {
  cluster = await openCluster(folder);
  console.log(`Node ${process.version}, PostgreSQL ${cluster.version}, ${os.availableParallelism()} processors\n`);
  console.log(await measure());
} finally {
  await cluster?.close();
  fs.rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  const database = await cluster.database('bench_shadow');
  const service = await cluster.startService('bench_shadow');
  await database.query(
    `INSERT INTO model_version (schema_version, engine, parameters, metrics, training, reference, artefact, created_at)
     SELECT schema_version, engine, parameters, metrics, training, reference, artefact, now() FROM model_version`,
  );
  const bodies = path.join(folder, 'bodies.json');
  fs.writeFileSync(bodies, JSON.stringify(transactions()));
  await load({ url: service.url, bodies, connections: 8, batch: 1, seconds: 2 });
  const rows = [];
  for (const connections of CONNECTIONS) {
    const runs = { true: [], false: [] };
    for (const shadowed of TURNS) {
      await setShadow(service.url, shadowed);
      progress(`${connections} connections, ${shadowed ? 'with' : 'without'} a shadow`);
      runs[shadowed].push(await load({ url: service.url, bodies, connections, batch: 1, seconds: seconds / 2 }));
      if (shadowed) await setShadow(service.url, false);
    }
    for (const shadowed of [false, true]) rows.push(rowOf(connections, shadowed, runs));
  }
  const outcomes = await shadowed(service.url);
  await service.stop();
  await database.close();
  const head = ['connections', 'shadow', 'predictions a second', 'ratio', 'p50, ms', 'p99, ms', 'ratio', 'refused'];
  return `${table('Durable scoring over HTTP, with a shadow and without', head, rows)}\nScores of the shadow: ${outcomes}\n`;
}

function rowOf(connections, shadowed, runs) {
  const of = (which) => {
    const times = runs[which].flatMap((run) => run.times);
    const rate = times.length / runs[which].reduce((sum, run) => sum + run.seconds, 0);
    return { rate, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
  };
  const [mine, without] = [of(shadowed), of(false)];
  return [
    connections,
    shadowed ? 'v2' : 'none',
    thousands(mine.rate),
    decimals(mine.rate / without.rate, 2),
    decimals(mine.p50, 2),
    decimals(mine.p99, 2),
    decimals(mine.p99 / without.p99, 2),
    runs[shadowed].reduce((sum, run) => sum + run.refused, 0),
  ];
}

function transactions() {
  const found = [];
  for (const { features } of generateTransactions({ seed: 42, start: Date.UTC(2026, 0, 1) })) {
    found.push({ features });
    if (found.length === BODIES) break;
  }
  return found;
}

async function setShadow(url, wanted) {
  const { shadow } = await (await fetch(`${url}/shadow`)).json();
  if ((shadow !== null) === wanted) return;
  const response = await fetch(`${url}/admin/${wanted ? 'models/v2/shadow' : 'shadow/stop'}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'the benchmark' }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

/** Written and dropped, when nothing waits any more. */
async function shadowed(url) {
  const page = await (await fetch(`${url}/metrics`)).text();
  return page
    .split('\n')
    .filter((line) => line.startsWith('ml_shadow_predictions_total'))
    .join(', ');
}

async function load(work) {
  const child = spawn(process.execPath, [CLIENT, JSON.stringify(work)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`the client ended with code ${code}`);
  return JSON.parse(output);
}
