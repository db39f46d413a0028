import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { decimals, progress, quantile, table, thousands } from './report.mjs';

const CLIENT = fileURLToPath(new URL('client.mjs', import.meta.url));
const LOADS = [
  { connections: 1, batch: 1 },
  { connections: 8, batch: 1 },
  { connections: 32, batch: 1 },
  { connections: 1, batch: 500 },
  { connections: 4, batch: 500 },
];

/** Durable scoring: each answer is sent after the commit of its rows. The client is a process of its own. */
export async function throughputTable(cluster, stores, pool, seconds) {
  progress(`throughput, ${LOADS.length * stores.length} times ${seconds} s`);
  const bodies = path.join(cluster.folder, 'bodies.json');
  fs.writeFileSync(bodies, JSON.stringify(pool.transactions.slice(0, 5_000).map(({ features }) => ({ features }))));
  const targets = [];
  for (const store of stores) targets.push({ store, service: await cluster.startService(store.name) });
  for (const { service } of targets) await load({ url: service.url, bodies, connections: 8, batch: 1, seconds: 2 });
  const rows = [];
  for (const { connections, batch } of LOADS) {
    const results = new Map(targets.map((target) => [target, []]));
    // There and back again, so that whatever else the machine does falls on all stores alike.
    for (const target of [...targets, ...targets.toReversed()]) {
      const work = { url: target.service.url, bodies, connections, batch, seconds: seconds / 2 };
      results.get(target).push(await load(work));
    }
    for (const [{ store }, runs] of results) {
      const sum = (valueOf) => runs.reduce((total, run) => total + valueOf(run), 0);
      const times = runs.flatMap((run) => run.times);
      rows.push([
        batch === 1 ? 'POST /predict' : `POST /predict/batch of ${batch}`,
        connections,
        thousands(store.rows),
        thousands((times.length * batch) / sum((run) => run.seconds)),
        decimals(quantile(times, 0.5), 2),
        decimals(quantile(times, 0.99), 2),
        sum((run) => run.refused),
      ]);
    }
  }
  for (const { service } of targets) await service.stop();
  const head = [
    'request',
    'connections',
    'stored predictions',
    'predictions a second',
    'p50, ms',
    'p99, ms',
    'refused',
  ];
  return table('Durable scoring over HTTP', head, rows);
}

async function load(work) {
  const child = spawn(process.execPath, [CLIENT, JSON.stringify(work)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`the client ended with code ${code}`);
  return JSON.parse(output);
}
