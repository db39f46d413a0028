// Whole retrainings on many labelled rows, each from its trigger to the first answer of the new version, and what scoring feels of them.
//
//   npm run build && node bench/retraining/run.mjs [--rows 150000] [--rate 50] [--runs 3]
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
const IDLE_MS = 12_000;
const REST_MS = 3_000;
const POLL_MS = 250;
const DEADLINE_MS = 180_000;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '150000' },
    rate: { type: 'string', default: '50' },
    runs: { type: 'string', default: '3' },
  },
});
const rows = Number(values.rows);
const rate = Number(values.rate);
const runs = Number(values.runs);
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
  await fillPredictions(dataSource, schema.version, 'v1', rows, now);
  const bodies = transactions(generate(5_000, 3)).map((features) => Buffer.from(JSON.stringify({ features })));
  const load = startLoad(service.url, bodies, rate);
  const figures = [];
  for (let k = 0; k < runs; k += 1) {
    await delay(REST_MS);
    const idleFrom = performance.now();
    await delay(IDLE_MS);
    const idleTo = performance.now();
    const run = await retrain(service.url, load);
    figures.push(
      report(
        load.answers.filter(({ at }) => at >= idleFrom && at < idleTo),
        run,
        load.answers,
      ),
    );
  }
  await load.stop();
  summarise(figures, load.answers);
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

/**
 * So many requests a second, whether or not the ones before have been answered. Each is timed from the moment it was due, so
 * that what holds up this process or the service counts for every request behind it.
 */
function startLoad(url, bodies, perSecond) {
  const answers = [];
  const open = new Set();
  const start = performance.now();
  let sent = 0;
  const send = () => {
    for (let due = start; (due = start + (sent * 1000) / perSecond) <= performance.now();) {
      const answer = call(url, '/predict', bodies[sent++ % bodies.length]).then(
        ({ status, body }) =>
          answers.push({ at: due, ms: performance.now() - due, status, version: body.model_version }),
        () => answers.push({ at: due, ms: performance.now() - due, status: 0 }),
      );
      open.add(answer);
      void answer.finally(() => open.delete(answer));
    }
  };
  const timer = setInterval(send, 1);
  return {
    answers,
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
    },
  };
}

/** Ends with the first answer of a version that had not answered before. */
async function retrain(url, load) {
  const before = new Set(load.answers.map(({ version }) => version));
  const start = performance.now();
  const asked = await call(url, '/admin/retrain', Buffer.from(JSON.stringify({ reason: 'the bench', force: true })));
  if (asked.status !== 202) throw new Error(`not started: ${JSON.stringify(asked.body)}`);
  const { run_id: id } = asked.body;
  for (;;) {
    await delay(POLL_MS);
    const { body } = await call(url, `/admin/retrains/${id}`);
    const live = load.answers.find(({ at, status, version }) => at > start && status === 200 && !before.has(version));
    const isOver = body.status === 'finished' || performance.now() - start > DEADLINE_MS;
    if (isOver) return { body, start, end: live ? live.at + live.ms : performance.now(), isLive: live !== undefined };
  }
}

function report(idle, { body, start, end, isLive }, answers) {
  const during = answers.filter(({ at }) => at >= start && at <= end);
  console.log(
    isLive ? `live after ${seconds(end - start)}` : `NOT live after ${seconds(end - start)}: ${body.explanation}`,
  );
  console.log(`  idle: ${latencies(idle)}`);
  console.log(`  meanwhile: ${latencies(during)}`);
  for (const { name, status, started_at: from, finished_at: to } of body.steps.filter((step) => step.finished_at)) {
    const [first, last] = [Date.parse(from) - performance.timeOrigin, Date.parse(to) - performance.timeOrigin];
    const part = during.filter(({ at }) => at >= first && at <= last);
    console.log(`  ${name}: ${status}, ${seconds(last - first)}${part.length > 0 ? `; ${latencies(part)}` : ''}`);
  }
  return { seconds: (end - start) / 1000, idle, during, ratio: quantile(during, 0.99) / quantile(idle, 0.99) };
}

function summarise(figures, answers) {
  const all = (part) => figures.flatMap((figure) => figure[part]);
  const [idle, during] = [all('idle'), all('during')];
  console.log(`${figures.length} runs, ${rate} requests a second, each timed from when it was due`);
  console.log(`  trigger to live, median: ${median(figures.map((figure) => figure.seconds)).toFixed(2)} s`);
  console.log(`  p99 meanwhile / idle, median: ${median(figures.map((figure) => figure.ratio)).toFixed(2)}`);
  console.log(`  all requests, idle: ${latencies(idle)}`);
  console.log(`  all requests, meanwhile: ${latencies(during)}`);
  console.log(`  p99 of all, meanwhile / idle: ${(quantile(during, 0.99) / quantile(idle, 0.99)).toFixed(2)}`);
  console.log(`  not answered 200: ${answers.filter(({ status }) => status !== 200).length}`);
}

function latencies(list) {
  return `p50 ${ms(quantile(list, 0.5))}, p99 ${ms(quantile(list, 0.99))}, most ${ms(quantile(list, 1))} (${list.length})`;
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
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
