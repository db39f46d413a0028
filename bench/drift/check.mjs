// What a drift check costs over two windows of 1,000,000 predictions and 30 features each, in a running service, and what
// scoring costs meanwhile.
//
//   npm run build && node bench/drift/check.mjs [--rows 1000000] [--hours 168] [--rate 100] [--seconds 5]     (three minutes)
//
// It starts an embedded PostgreSQL of its own in a temporary folder and the service on it, writes the hourly summaries
// (not timed), and ends and removes both. Memory is how far the service's resident set rises above where it was (Linux).
// Ends with code 1 above 2 s (the first check, later ones, or while others score) or 200 MB, or when checks one after the
// other, of these windows or of those that the service chooses itself, double the p99 of scoring.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../../dist/src/config/index.js';
import { HistoryStore } from '../../dist/src/history/index.js';
import { ModelRegistry, SchemaStore } from '../../dist/src/models/index.js';
import { Clock } from '../../dist/src/platform/index.js';
import { summarisePredictions } from '../../dist/src/metrics/summaries/prediction-summary.js';
import { SummaryStore } from '../../dist/src/metrics/summaries/summary-store.js';
import { openCluster } from '../store/cluster.mjs';
import { decimals, median, progress, quantile, table, thousands } from '../store/report.mjs';

const FEATURES = 30;
const HISTORY_ROWS = 20_000;
const HOUR_MS = 3_600_000;
const CHECKS = 10;
const ROUNDS = 6;
const MOST_SECONDS = 2;
const MOST_BYTES = 200e6;
const MOST_TIMES = 2;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    hours: { type: 'string', default: '168' },
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '5' },
  },
});
const options = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));

let state = 1;
/** Numbers in [0, 1) (Lehmer's generator). */
const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
const names = Array.from({ length: FEATURES }, (_, index) => `feature_${index}`);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'homeostat-drift-'));
// The server runs as another account when this process is root.
fs.chmodSync(folder, 0o755);
let cluster;
try {
  cluster = await openCluster(folder);
  process.exitCode = await run();
} finally {
  await cluster?.close();
  fs.rmSync(folder, { recursive: true, force: true });
}

async function run() {
  fs.writeFileSync(cluster.configFile, configText());
  const store = await cluster.database('drift');
  const { features } = readConfig(cluster.configFile);
  const clock = new Clock();
  const { version } = await new SchemaStore(store.dataSource, clock).versionOf(features);
  await new HistoryStore(store.dataSource).insert(version, 'the benchmark', history());
  progress('training');
  const service = await cluster.startService('drift');
  await fillHours(store.dataSource, features, await new ModelRegistry(store.dataSource, clock).reference('v1'));

  progress('checking');
  const check = () => timed(() => fetch(`${service.url}/drift?window=${options.hours}h`));
  const alone = await checksAlone(service, check);
  const scoring = await scoringMeanwhile(service, check, () => timed(() => fetch(`${service.url}/drift`)));
  // The median of the rounds, so that a burst of other work on the machine does not decide.
  const ofRounds = (rounds, share) => median(rounds.map((times) => quantile(times, share)));
  const row = ([meanwhile, rounds, seconds]) => [
    meanwhile,
    thousands(rounds.flat().length),
    ...[0.5, 0.95, 0.99].map((share) => decimals(ofRounds(rounds, share), 2)),
    decimals(ofRounds(rounds, 0.99) / ofRounds(scoring[0][1], 0.99), 2),
    seconds > 0 ? decimals(seconds, 2) : '',
  ];
  const [idle, ...busy] = scoring.map(([, rounds]) => ofRounds(rounds, 0.99));
  const times = busy.map((ms) => ms / idle);
  const longest = Math.max(alone.cold, alone.longest, ...scoring.map(([, , seconds]) => seconds));
  console.log(
    `${thousands(alone.predictions)} predictions in the window, ${thousands(alone.before)} in the one before, ${FEATURES} features, ${options.hours} hours each\n` +
      `GET /drift: the first, which reads every hour, ${decimals(alone.cold, 2)} s; then the newest hours alone: median ${decimals(alone.seconds, 2)} s, longest ${decimals(alone.longest, 2)} s; eight at once ${decimals(alone.eight, 2)} s; memory +${decimals(alone.bytes / 1e6, 0)} MB\n`,
  );
  console.log(
    table(
      `POST /predict, ${options.rate} a second`,
      ['meanwhile', 'requests', 'p50 ms', 'p95 ms', 'p99 ms', 'times idle', 'longest check, s'],
      scoring.map(row),
    ),
  );
  const holds = longest < MOST_SECONDS && alone.bytes < MOST_BYTES && times.every((ratio) => ratio < MOST_TIMES);
  console.log(
    `p99 of scoring meanwhile: at most ${decimals(Math.max(...times), 2)} times idle. ${holds ? 'Holds.' : 'BREAKS what the README promises.'}`,
  );
  return holds ? 0 : 1;
}

function configText() {
  const feature = (name) => `  - { name: ${name}, kind: numeric, range: [0, 1] }`;
  return `name: drift
classes: { positive: positive, negative: negative }
forest: { n_estimators: 50 }
features:
${names.map(feature).join('\n')}
`;
}

function history() {
  const now = Date.now();
  return Array.from({ length: HISTORY_ROWS }, (_, index) => {
    const values = Float64Array.from(names, random);
    const positive = values[0] + values[1] + random() > 2;
    return { transactionId: `h-${index}`, occurredAt: now - (HISTORY_ROWS - index) * 1_000, row: { values }, positive };
  });
}

/** Both windows: so many hours before this one, twice. */
async function fillHours(dataSource, features, reference) {
  progress('writing hourly summaries');
  const hours = new SummaryStore(dataSource);
  const thisHour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const rows = Math.round(options.rows / options.hours);
  for (let back = 2 * options.hours; back >= 1; back--) {
    const hour = thisHour - back * HOUR_MS;
    const predictions = Array.from({ length: rows }, () => {
      const score = random();
      return { scoredAt: hour, score, positive: score >= 0.5, row: { values: Float64Array.from(names, random) } };
    });
    const summary = summarisePredictions(predictions, features, reference);
    await dataSource.transaction((manager) =>
      hours.addPredictions(manager, [{ hour, modelVersion: 'v1', summary, expected: undefined }]),
    );
  }
}

async function checksAlone(service, check) {
  await fetch(`${service.url}/drift?window=1h`).then((response) => response.text());
  const before = peakMemory(service.pid);
  const cold = await check();
  const answers = [];
  for (let k = 0; k < CHECKS; k++) answers.push(await check());
  const together = await Promise.all(Array.from({ length: 8 }, check));
  const { current, previous } = JSON.parse(answers[0].body);
  return {
    predictions: current.predictions,
    before: previous.predictions,
    cold: cold.ms / 1e3,
    seconds: median(answers.map(({ ms }) => ms)) / 1e3,
    longest: Math.max(...answers.map(({ ms }) => ms)) / 1e3,
    eight: Math.max(...together.map(({ ms }) => ms)) / 1e3,
    bytes: peakMemory(service.pid).peak - before.now,
  };
}

/** Times of scoring, by round, and the longest check meanwhile, in seconds; the kinds in turn. */
async function scoringMeanwhile(service, check, checkOwnWindows) {
  progress('scoring, with and without checks');
  const kinds = [
    ['nothing', async () => ({ ms: 0 })],
    ['checks one after the other', check],
    ['checks of the default windows one after the other', checkOwnWindows],
    ['a check every 5 s', async () => delay(5_000).then(check)],
  ];
  const results = kinds.map(([name]) => [name, [], 0]);
  await load(service, async () => ({ ms: 0 }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [place, [, meanwhile]] of kinds.entries()) {
      const { times, longestMs } = await load(service, meanwhile);
      results[place][1].push(times);
      results[place][2] = Math.max(results[place][2], longestMs / 1e3);
    }
  }
  return results;
}

/** Sends transactions at a fixed rate, whether or not earlier ones are answered. */
async function load(service, meanwhile) {
  let busy = true;
  let longestMs = 0;
  const work = (async () => {
    while (busy) {
      longestMs = Math.max(longestMs, (await meanwhile()).ms);
      await delay(1);
    }
  })();
  const sent = [];
  const start = performance.now();
  for (let k = 0; k < options.rate * options.seconds; k++) {
    const features = Object.fromEntries(names.map((name) => [name, random()]));
    const body = JSON.stringify({ features });
    const wait = start + (k * 1_000) / options.rate - performance.now();
    if (wait > 0) await delay(wait);
    const headers = { 'content-type': 'application/json' };
    sent.push(timed(() => fetch(`${service.url}/predict`, { method: 'POST', headers, body })));
  }
  const times = (await Promise.all(sent)).map(({ ms }) => ms);
  busy = false;
  await work;
  return { times, longestMs };
}

async function timed(request) {
  const start = performance.now();
  const response = await request();
  const body = await response.text();
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${body}`);
  return { ms: performance.now() - start, body };
}

/** The resident set of a process and the highest since the last call, in bytes. */
function peakMemory(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)[1]) * 1_024;
  fs.writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}
