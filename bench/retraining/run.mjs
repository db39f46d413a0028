// A whole retraining on many labelled rows, from its trigger to the first answer of the new version, and what scoring feels of it.
//
//   npm run build && node bench/retraining/run.mjs [--rows 150000] [--rate 50]
//
// It starts an embedded PostgreSQL of its own in a temporary folder and the service on it, and ends and removes both.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SchemaStore } from '../../dist/src/models/index.js';
import { Clock, openDatabase } from '../../dist/src/platform/index.js';
import { generate } from '../forest/data.mjs';
import { CONFIG, FEATURES, fillHistory, fillPredictions, transactions } from './fill.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HISTORY_ROWS = 20_000;
const IDLE_MS = 15_000;
const POLL_MS = 250;
const DEADLINE_MS = 180_000;

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '150000' }, rate: { type: 'string', default: '50' } },
});
const rows = Number(values.rows);
const rate = Number(values.rate);
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'homeostat-bench-'));
fs.chmodSync(folder, 0o755);
const database = await openDatabase({ databaseUrl: undefined, dataDirectory: path.join(folder, 'data') });
let service;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void cleanUp().then(() => process.exit(1)));
try {
  const { dataSource } = database;
  const now = Date.now();
  const schema = await new SchemaStore(dataSource, new Clock()).versionOf(FEATURES);
  await fillHistory(dataSource, schema.version, HISTORY_ROWS, now);
  service = await startService(dataSource.options.url);
  console.error('the service is up; filling');
  await fillPredictions(dataSource, schema.version, 'v1', rows, now);
  const bodies = transactions(generate(5_000, 3)).map((features) => Buffer.from(JSON.stringify({ features })));
  const load = startLoad(service.url, bodies, rate);
  await delay(IDLE_MS / 3);
  const idleFrom = load.answers.length;
  await delay(IDLE_MS);
  const idle = load.answers.slice(idleFrom);
  console.error('idle measured; retraining');
  const run = await retrain(service.url, load);
  await load.stop();
  report(idle, run, load.answers);
} finally {
  await cleanUp();
}

async function cleanUp() {
  await service?.stop();
  agent.destroy();
  await database.close();
  fs.rmSync(folder, { recursive: true, force: true });
}

async function startService(databaseUrl) {
  const port = await freePort();
  const configFile = path.join(folder, 'bench.config.yaml');
  fs.writeFileSync(configFile, JSON.stringify(CONFIG));
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    HOMEOSTAT_CONFIG: configFile,
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'warn',
  };
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/src/cli.js'), 'start'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  const deadline = performance.now() + DEADLINE_MS;
  while ((await call(url, '/health/ready').catch(() => ({}))).status !== 200) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error('the service did not get ready');
    }
    await delay(200);
  }
  return { url, stop };
}

/** So many requests a second, whether or not the ones before have been answered. */
function startLoad(url, bodies, perSecond) {
  const answers = [];
  const open = new Set();
  let sent = 0;
  const send = () => {
    const at = performance.now();
    const answer = call(url, '/predict', bodies[sent++ % bodies.length]).then(
      ({ status, body }) => answers.push({ at, ms: performance.now() - at, status, version: body.model_version }),
      () => answers.push({ at, ms: performance.now() - at, status: 0 }),
    );
    open.add(answer);
    void answer.finally(() => open.delete(answer));
  };
  const timer = setInterval(send, 1000 / perSecond);
  return {
    answers,
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
    },
  };
}

async function retrain(url, load) {
  const start = performance.now();
  const asked = await call(url, '/admin/retrain', Buffer.from(JSON.stringify({ reason: 'the bench', force: true })));
  if (asked.status !== 202) throw new Error(`not started: ${JSON.stringify(asked.body)}`);
  const { run_id: id } = asked.body;
  for (;;) {
    const { body } = await call(url, `/admin/retrains/${id}`);
    const live = load.answers.find(({ at, version }) => at > start && version === 'v2');
    const isOver = body.status === 'finished' || body.steps.some(({ status }) => status === 'failed');
    if (live || isOver || performance.now() - start > DEADLINE_MS) {
      return { body, start, end: live ? live.at + live.ms : performance.now(), isLive: live !== undefined };
    }
    await delay(POLL_MS);
  }
}

function report(idle, { body, start, end, isLive }, answers) {
  const during = answers.filter(({ at }) => at >= start && at <= end);
  const [p99Idle, p99During] = [quantile(idle, 0.99), quantile(during, 0.99)];
  console.log(
    isLive ? `live after ${seconds(end - start)}` : `NOT live after ${seconds(end - start)}: ${body.explanation}`,
  );
  for (const { name, status, started_at: from, finished_at: to } of body.steps) {
    console.log(`  ${name}: ${status}${to ? `, ${seconds(Date.parse(to) - Date.parse(from))}` : ''}`);
  }
  console.log(
    `scoring at ${rate}/s, idle: p50 ${ms(quantile(idle, 0.5))}, p99 ${ms(p99Idle)} (${idle.length} requests)`,
  );
  console.log(
    `scoring meanwhile: p50 ${ms(quantile(during, 0.5))}, p99 ${ms(p99During)}, most ${ms(quantile(during, 1))} (${during.length} requests), ${(p99During / p99Idle).toFixed(2)} times idle`,
  );
  console.log(`not answered 200: ${answers.filter(({ status }) => status !== 200).length}`);
}

function call(url, at, body) {
  return new Promise((resolve, reject) => {
    const headers = body && { 'content-type': 'application/json', 'content-length': body.length };
    const request = http.request(new URL(at, url), { method: body ? 'POST' : 'GET', agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) });
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}

function quantile(list, share) {
  const sorted = list.map(({ ms: time }) => time).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function ms(milliseconds) {
  return `${milliseconds.toFixed(1)} ms`;
}

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
