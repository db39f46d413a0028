// Whether retraining heals the generator's drifts: backtests of them, and whether accuracy, F1 and average precision with healing
// are above those without in every window after the first swap.
//
//   npm run build && node bench/retraining/drifts.mjs [--kinds concept,prior] [--seeds 7,8,42] [--days 365] [--per-day 274]
//     [--drift-day 120] [--training-days 30] [--label-delay 3] [--window 12]
//
// Days are counted from the first payment. It starts an embedded PostgreSQL of its own in a temporary folder, and ends and removes
// it; a year of 100,000 payments takes about two minutes. Ends with code 1 when a window is not above.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runBacktest } from '../../dist/src/backtest/index.js';
import { readConfig, readEnvironment } from '../../dist/src/config/index.js';
import { generateTransactions } from '../../dist/src/generator/index.js';
import { openDatabase, openPrivateSchema } from '../../dist/src/platform/index.js';
import { decimals, progress, table } from '../store/report.mjs';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-05T00:00:00Z');
const CONFIG_FILE = fileURLToPath(new URL('../../homeostat.config.yaml', import.meta.url));
const FIGURES = ['accuracy', 'f1', 'averagePrecision'];

const { values } = parseArgs({
  options: {
    kinds: { type: 'string', default: 'concept,prior' },
    seeds: { type: 'string', default: '7,8,42' },
    days: { type: 'string', default: '365' },
    'per-day': { type: 'string', default: '274' },
    'drift-day': { type: 'string', default: '120' },
    'training-days': { type: 'string', default: '30' },
    'label-delay': { type: 'string', default: '3' },
    window: { type: 'string', default: '12' },
  },
});
const days = (name) => Number(values[name]) * DAY_MS;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'homeostat-drifts-'));
// The server runs as another account when this process is root.
fs.chmodSync(folder, 0o755);
const database = await openDatabase({ databaseUrl: undefined, dataDirectory: path.join(folder, 'data') });
try {
  const results = [];
  for (const kind of values.kinds.split(',')) {
    for (const seed of values.seeds.split(',').map(Number)) results.push(await heal(kind, seed));
  }
  console.log(
    table(
      `${values.days} days of ${values['per-day']} payments, drift on day ${values['drift-day']}, windows of ${values.window} days`,
      [
        'drift',
        'seed',
        'runs',
        'first swap',
        'windows after',
        'not above',
        'accuracy',
        'without',
        'average precision',
        'without',
      ],
      results.map(({ row }) => row),
    ),
  );
  process.exitCode = results.some(({ notAbove }) => notAbove > 0) ? 1 : 0;
} finally {
  await database.close();
  fs.rmSync(folder, { recursive: true, force: true });
}

async function heal(kind, seed) {
  const rows = payments(kind, seed);
  let scored = 0;
  progress(`${kind}, seed ${seed}: ${rows.length} payments`);
  const { timeline, windows } = await runBacktest({
    config: readConfig(CONFIG_FILE),
    database: await openPrivateSchema({ ...readEnvironment({}), databaseUrl: database.dataSource.options.url }),
    rows: Readable.from(rows),
    count: rows.length,
    trainingRows: rows.filter(({ occurredAt }) => occurredAt < START + days('training-days')).length,
    labelDelayMs: days('label-delay'),
    windowMs: days('window'),
    signal: new AbortController().signal,
    onRow: () => {
      scored += 1;
      if (scored % 20_000 === 0) progress(`${kind}, seed ${seed}: ${scored} payments`);
    },
  });
  const firstSwap = timeline.swaps.length === 0 ? undefined : Date.parse(timeline.swaps[0].at);
  const after = windows.filter(({ from }) => from >= (firstSwap ?? Infinity));
  const notAbove = after.filter(({ healed, unhealed }) => !FIGURES.every((name) => healed[name] > unhealed[name]));
  const mean = (side, name) =>
    after.length === 0 ? '' : decimals(after.reduce((sum, window) => sum + window[side][name], 0) / after.length, 3);
  const row = [
    kind,
    seed,
    timeline.runs.map(({ outcome }) => outcome).join(', ') || 'none',
    firstSwap === undefined ? '' : `day ${decimals((firstSwap - START) / DAY_MS, 0)}`,
    after.length,
    notAbove.length,
    mean('healed', 'accuracy'),
    mean('unhealed', 'accuracy'),
    mean('healed', 'averagePrecision'),
    mean('unhealed', 'averagePrecision'),
  ];
  return { row, notAbove: notAbove.length };
}

function payments(kind, seed) {
  const rows = [];
  const drift = { kind, startsAt: START + days('drift-day') };
  const transactionsPerDay = Number(values['per-day']);
  for (const payment of generateTransactions({ seed, start: START, transactionsPerDay, drift })) {
    if (payment.timestamp >= START + days('days')) return rows;
    const { transactionId, timestamp, fraud } = payment;
    rows.push({ transactionId, occurredAt: timestamp, features: { ...payment.features }, positive: fraud });
  }
  return rows;
}
