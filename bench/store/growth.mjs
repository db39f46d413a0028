import { setTimeout as delay } from 'node:timers/promises';
import { decimals, megabytes, progress, table, thousands } from './report.mjs';

const BATCH = 500;
const TABLES = [
  'prediction',
  'prediction_key',
  'label',
  'label_change',
  'prediction_minute',
  'prediction_hour',
  'outcome_hour',
];

/** Bytes of each table and its indexes, with all partitions, by million predictions. */
export async function growthTable(store) {
  const rows = [];
  const sums = { heap: 0, indexes: 0 };
  for (const name of TABLES) {
    const [{ heap, indexes, count }] = await store.query(
      `SELECT sum(pg_table_size(relid))::float8 AS heap, sum(pg_indexes_size(relid))::float8 AS indexes,
         (SELECT count(*) FROM ${name})::float8 AS count
       FROM (SELECT '${name}'::regclass AS relid UNION SELECT relid FROM pg_partition_tree('${name}')) tables`,
    );
    const million = (bytes) => (bytes / store.rows) * 1e6;
    // Summaries grow with the hours, not with the predictions.
    const perMillion = name.startsWith('prediction_') && name !== 'prediction_key' ? false : name !== 'outcome_hour';
    if (perMillion) {
      sums.heap += million(heap);
      sums.indexes += million(indexes);
    }
    rows.push([
      name,
      thousands(count),
      megabytes(heap),
      megabytes(indexes),
      perMillion ? megabytes(million(heap + indexes)) : 'by the hour',
      decimals((heap + indexes) / count, 0),
    ]);
  }
  rows.push(['all that grows with predictions', '', '', '', megabytes(sums.heap + sums.indexes), '']);
  const head = ['table', 'rows', 'table, MB', 'indexes, MB', 'MB a million predictions', 'bytes a row'];
  return table(`Growth, ${thousands(store.rows)} predictions, 60 % labelled`, head, rows);
}

/** WAL written while the service scores and takes labels in batches, until its summaries have caught up. */
export async function walTable(cluster, store, pool, count) {
  progress(`counting the WAL of ${thousands(count)} predictions and ${thousands(count / 10)} labels`);
  const service = await cluster.startService(store.name);
  const score = async (at) => {
    const rows = Array.from({ length: BATCH }, (_, k) => pool.transactions[(at + k) % pool.transactions.length]);
    await post(`${service.url}/predict/batch`, { transactions: rows.map(({ features }) => ({ features })) });
  };
  const unlabelled = await store.query(
    `SELECT transaction_id FROM prediction p TABLESAMPLE SYSTEM (${Math.min(100, (1e8 * 2) / store.rows)})
     WHERE scored_at >= $1 AND NOT EXISTS (
       SELECT FROM label l WHERE l.scored_at = p.scored_at AND l.transaction_id = p.transaction_id)
     ORDER BY random() LIMIT $2`,
    [new Date(Date.now() - 7 * 86_400_000), count / 10],
  );
  const label = (at) => {
    const some = unlabelled.slice(at, at + BATCH);
    const labels = some.map(({ transaction_id }, k) => ({ transaction_id, actual_fraud: k % 12 === 0 }));
    return post(`${service.url}/feedback/batch`, { labels });
  };
  const rows = [];
  // The first change of a page after a checkpoint logs it whole.
  for (const [title, number, send, checkpoint] of [
    ['predictions, right after a checkpoint', count, score, true],
    ['predictions, between checkpoints', count, score, false],
    ['labels of the last 7 days', unlabelled.length, label, false],
  ]) {
    if (checkpoint) await store.query('CHECKPOINT');
    const before = await walPosition(store);
    const started = performance.now();
    for (let at = 0; at < number; at += BATCH) await send(at);
    await summarised(store);
    const seconds = (performance.now() - started) / 1000;
    const bytes = (await walPosition(store)) - before;
    rows.push([title, thousands(number), megabytes(bytes), thousands(bytes / number), decimals(seconds)]);
  }
  await service.stop();
  const head = ['what', 'rows', 'WAL, MB', 'WAL bytes a row', 'seconds'];
  return table(`WAL of batches of ${BATCH}, summaries included`, head, rows);
}

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${url}: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
}

async function summarised(store) {
  const WAITING = `SELECT FROM prediction_unsummarised UNION ALL SELECT FROM label_unsummarised LIMIT 1`;
  while ((await store.query(WAITING)).length > 0) await delay(20);
}

async function walPosition(store) {
  const [{ bytes }] = await store.query("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 AS bytes");
  return bytes;
}
