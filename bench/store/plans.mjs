import fs from 'node:fs';
import { LabelStore } from '../../dist/src/feedback/index.js';
import { PredictionStore } from '../../dist/src/prediction/index.js';
import { decimals, progress, table, thousands } from './report.mjs';

const GROUP_ROWS = { prediction: 1_000, label: 10_000 };

/** Explains the service's own statements, caught on their way to the database; what they write is rolled back. */
export async function plansTable(store, file) {
  progress('explaining the statements');
  const texts = [];
  const rows = [];
  for (const statement of await statements(store)) {
    const { plan, text } = await explain(store, statement);
    const { partitions, scans, joins } = read(plan.Plan);
    texts.push(`${statement.name}\n${text}\n`);
    rows.push([
      statement.name,
      decimals(plan['Execution Time'], 1),
      joins.join(', ') || '-',
      scans.size === 0 ? 'none' : [...scans].join(', '),
      partitions.size,
      plan.Plan['WAL Bytes'] ? thousands(plan.Plan['WAL Bytes'] / statement.rows) : '-',
    ]);
  }
  if (file) fs.writeFileSync(file, texts.join('\n'));
  const head = ['statement', 'ms', 'joins', 'scans of whole tables', 'partitions touched', 'WAL bytes a row'];
  return table(`Plans, ${thousands(store.rows)} predictions`, head, rows);
}

async function statements(store) {
  const predictions = new PredictionStore(asDataSource(store));
  const labels = new LabelStore(asDataSource(store), undefined, undefined);
  const newest = await ids(store, `ORDER BY scored_at DESC LIMIT 50000`);
  const percent = Math.min(100, (100 * 250_000) / store.rows);
  const anywhere = await ids(store, `TABLESAMPLE SYSTEM (${percent}) ORDER BY random() LIMIT 50000`);
  const found = [];
  const add = async (name, call, extra = {}) => found.push({ name, ...(await caught(call)), rows: 1, ...extra });
  for (const groups of [1, 20]) {
    await add(
      `take ${groups} group${groups > 1 ? 's' : ''} of 1,000 predictions (newest)`,
      (manager) => predictions.takeUnsummarised(manager, groups),
      { prepare: () => notePredictions(newest, groups), rows: groups * GROUP_ROWS.prediction },
    );
  }
  for (const groups of [1, 5]) {
    await add(
      `take ${groups} group${groups > 1 ? 's' : ''} of 10,000 labels (of all weeks)`,
      (manager) => labels.takeUnsummarised(manager, groups),
      { prepare: () => noteLabels(groups), rows: groups * GROUP_ROWS.label },
    );
  }
  for (const count of [1, 1_000, 10_000, 50_000]) {
    const some = anywhere.slice(0, count).map(({ transaction_id }) => transaction_id);
    await add(`find ${thousands(some.length)} ids (of all weeks)`, (manager) =>
      new PredictionStore(asDataSource(manager)).find(some),
    );
  }
  for (const count of [1, 1_000]) {
    const group = await newPredictions(store, count);
    await add(
      `insert ${thousands(count)} predictions`,
      (manager) => new PredictionStore(asDataSource(manager)).insert(group),
      { rows: count },
    );
  }
  return found;
}

/** The last statement that a call sends, and its parameters. */
async function caught(call) {
  const sent = [];
  await call({
    query: (sql, parameters) => {
      sent.push({ sql, parameters });
      return Promise.resolve([]);
    },
  });
  return sent.at(-1);
}

/** As much of a DataSource as the stores use; partitions are there already. */
function asDataSource({ query }) {
  return { query, transaction: () => Promise.resolve() };
}

function ids(store, rest) {
  return store.query(`SELECT transaction_id, scored_at FROM prediction ${rest}`);
}

function notePredictions(rows, groups) {
  return Array.from({ length: groups }, (_, group) => {
    const part = rows.slice(group * GROUP_ROWS.prediction, (group + 1) * GROUP_ROWS.prediction);
    return [
      'INSERT INTO prediction_unsummarised (transaction_ids, scored_ats) VALUES ($1, $2)',
      [part.map(({ transaction_id }) => transaction_id), part.map(({ scored_at }) => scored_at)],
    ];
  });
}

function noteLabels(groups) {
  return Array.from({ length: groups }, () => [
    `INSERT INTO label_unsummarised (change_ids, scored_ats)
     SELECT array_agg(id), array_agg(scored_at) FROM (
       SELECT id, scored_at FROM label_change TABLESAMPLE SYSTEM (2) ORDER BY random() LIMIT ${GROUP_ROWS.label}
     ) changes`,
    [],
  ]);
}

async function newPredictions(store, count) {
  const [{ model_version: modelVersion, schema_version: schemaVersion, features }] = await store.query(
    'SELECT model_version, schema_version, features FROM prediction LIMIT 1',
  );
  const values = new Float64Array(Uint8Array.from(features).buffer);
  const now = Date.now();
  return Array.from({ length: count }, (_, k) => ({
    transactionId: `bench-plan-${String(k).padStart(6, '0')}`,
    scoredAt: now,
    transactionTime: now,
    modelVersion,
    schemaVersion,
    score: 0.5,
    positive: true,
    explorationShare: null,
    amount: 1,
    row: { values },
  }));
}

async function explain(store, { sql, parameters, prepare }) {
  const run = async (format) => {
    const runner = store.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      for (const [statement, values] of prepare?.() ?? []) await runner.query(statement, values);
      return await runner.query(`EXPLAIN (ANALYZE, BUFFERS, WAL, FORMAT ${format}) ${sql}`, parameters);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  };
  const text = (await run('TEXT')).map((row) => row['QUERY PLAN']).join('\n');
  const [{ 'QUERY PLAN': plans }] = await run('JSON');
  return { text, plan: plans[0] };
}

/** Partitions that were really read, scans that read a whole stored table, and the joins. */
function read(node, found = { partitions: new Set(), scans: new Set(), joins: [] }) {
  const relation = node['Relation Name'] ?? '';
  const ran = node['Actual Loops'] > 0;
  const stored = /^(prediction|label|label_change)_\d{8}$|^prediction_key$/.test(relation);
  if (ran && stored && node['Operation'] === undefined) {
    if (relation !== 'prediction_key') found.partitions.add(relation);
    if (node['Node Type'] === 'Seq Scan' || (node['Node Type'].startsWith('Index') && !node['Index Cond']))
      found.scans.add(relation.replace(/_\d{8}$/, ''));
  }
  if (ran && /Nested Loop|Join/.test(node['Node Type'])) found.joins.push(node['Node Type'].toLowerCase());
  for (const child of node.Plans ?? []) read(child, found);
  return found;
}
