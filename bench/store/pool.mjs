import { readConfig } from '../../dist/src/config/index.js';
import { generateTransactions } from '../../dist/src/generator/index.js';
import { rowValues } from '../../dist/src/models/index.js';
import { progress } from './report.mjs';

const DAY_MS = 86_400_000;
/** A prime, so that walking the pool in a circle meets every row with and without a label. */
const POOL_ROWS = 19_997;
const BATCH = 500;
export const TEMPLATE = 'bench_template';

/**
 * Rows to fill stores with: generated transactions that the service's own first model has scored, with their truth (8 %
 * fraud). They are kept in the table bench_pool of a template database, which has that model and no predictions.
 */
export async function makePool(cluster) {
  progress('training a model, and scoring the rows to fill stores with');
  const database = await cluster.database(TEMPLATE);
  const service = await cluster.startService(TEMPLATE);
  const transactions = unseenTransactions(POOL_ROWS);
  for (let at = 0; at < POOL_ROWS; at += BATCH) {
    const batch = transactions.slice(at, at + BATCH);
    const body = { transactions: batch.map(({ id, features }) => ({ transaction_id: id, features })) };
    const response = await fetch(`${service.url}/predict/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST /predict/batch: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  }
  await service.stop();
  await database.query(
    `CREATE TABLE bench_pool AS
     SELECT (t.place - 1)::int AS place, t.actual, p.model_version, p.schema_version, p.score, p.positive, p.amount,
       p.features, p.unseen
     FROM unnest($1::text[], $2::bool[]) WITH ORDINALITY AS t (transaction_id, actual, place)
     JOIN prediction p USING (transaction_id)`,
    [transactions.map(({ id }) => id), transactions.map(({ fraud }) => fraud)],
  );
  await database.query('ALTER TABLE bench_pool ADD PRIMARY KEY (place)');
  await database.query(
    `TRUNCATE prediction, prediction_key, prediction_unsummarised, prediction_minute, prediction_hour, outcome_hour,
       performance_estimate`,
  );
  await database.query('VACUUM ANALYZE');
  const stored = await database.query('SELECT * FROM bench_pool ORDER BY place');
  const [{ features }] = await database.query('SELECT features FROM feature_schema');
  const [{ version, reference }] = await database.query('SELECT version, reference FROM model_version');
  await database.close();
  const rows = stored.map((row) => ({ ...row, values: rowValues(row.features) }));
  const share = (test) => `${((100 * rows.filter(test).length) / rows.length).toFixed(1)} %`;
  progress(`${rows.length} rows, ${share((row) => row.actual)} fraud, ${share((row) => row.positive)} called fraud`);
  return {
    rows,
    transactions,
    features,
    modelVersion: version,
    reference,
    config: readConfig(cluster.configFile),
  };
}

/** Transactions of the town that the first model learns, from after its history. */
function unseenTransactions(count) {
  const start = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const found = [];
  for (const { transactionId: id, features, fraud } of generateTransactions({ seed: 42, start })) {
    found.push({ id, features, fraud });
    if (found.length === count) return found;
  }
  return found;
}
