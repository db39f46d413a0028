import { WeeklyPartitions } from '../../dist/src/platform/index.js';
import { TEMPLATE } from './pool.mjs';
import { progress, thousands } from './report.mjs';
import { insertSummaries } from './summaries.mjs';

const DAY_MS = 86_400_000;
const SPAN_MS = 30 * DAY_MS;
const CHUNK = 250_000;

/** Row i: scored at its share of the 30 days, pool row i modulo the pool, labelled when i % 5 < 3. */
const NUMBERS = `
  SELECT i, bench_id(i, ms) AS transaction_id, timestamptz 'epoch' + ms * interval '1 ms' AS scored_at, p.*
  FROM (SELECT i, $3::bigint + i * ${SPAN_MS} / $4::bigint AS ms FROM generate_series($1::bigint, $2::bigint - 1) i) n
  JOIN bench_pool p ON p.place = n.i % $5::bigint`;

/** As the service makes them: UUIDs of version 7, ascending with time. */
const BENCH_ID = `
  CREATE FUNCTION bench_id(i bigint, ms bigint) RETURNS text LANGUAGE sql IMMUTABLE RETURN
    (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(i::text), 1, 3) || '8' || substr(md5(i::text), 4, 15))::uuid::text`;

const STATEMENTS = [
  // The two groups run side by side; within one, rows go in in order of their keys, as the service writes them.
  [
    `INSERT INTO prediction (transaction_id, scored_at, transaction_time, model_version, schema_version, score, positive,
       amount, features, unseen)
     SELECT transaction_id, scored_at, scored_at, model_version, schema_version, score, positive, amount, features, unseen
     FROM (${NUMBERS}) rows ORDER BY i`,
  ],
  [
    `INSERT INTO prediction_key (transaction_id, scored_at) SELECT transaction_id, scored_at FROM (${NUMBERS}) rows ORDER BY i`,
    `INSERT INTO label (transaction_id, scored_at, model_version, score, predicted, amount, actual, labelled_at, recorded_at)
     SELECT transaction_id, scored_at, model_version, score, positive, amount, actual, scored_at + interval '5 min',
       scored_at + interval '5 min'
     FROM (${NUMBERS}) rows WHERE i % 5 < 3 ORDER BY i`,
    `INSERT INTO label_change (transaction_id, scored_at, previous, actual, labelled_at, recorded_at)
     SELECT transaction_id, scored_at, NULL, actual, scored_at + interval '5 min', scored_at + interval '5 min'
     FROM (${NUMBERS}) rows WHERE i % 5 < 3 ORDER BY i`,
  ],
];

/** A database of so many predictions, spread evenly over the last 30 days, 60 % of them labelled, with their summaries. */
export async function fillStore(cluster, pool, rows) {
  const database = await cluster.database(`bench_${rows}`, TEMPLATE);
  const start = Date.now() - SPAN_MS;
  progress(`${thousands(rows)} predictions: filling`);
  for (const table of ['prediction', 'label', 'label_change']) {
    const partitions = new WeeklyPartitions(database.dataSource, table);
    for (let at = start; at <= start + SPAN_MS + 7 * DAY_MS; at += DAY_MS) await partitions.ensure(at);
  }
  await database.query(BENCH_ID);
  const began = performance.now();
  await Promise.all(STATEMENTS.map((statements) => insertInChunks(database, statements, { rows, start, pool })));
  await insertSummaries(database, pool, { rows, start, span: SPAN_MS });
  await database.query('DROP TABLE bench_pool');
  await database.query('VACUUM ANALYZE');
  await database.query('CHECKPOINT');
  progress(`${thousands(rows)} predictions: filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return { ...database, rows, start, span: SPAN_MS };
}

async function insertInChunks(database, statements, { rows, start, pool }) {
  for (let from = 0; from < rows; from += CHUNK) {
    for (const statement of statements) {
      await database.query(statement, [from, Math.min(rows, from + CHUNK), start, rows, pool.rows.length]);
    }
    if (statements.length === 1 && from % 2_000_000 === 0 && from > 0) progress(`  ${thousands(from)} rows`);
  }
}
