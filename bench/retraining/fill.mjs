import { PredictionStore } from '../../dist/src/prediction/index.js';
import { WeeklyPartitions } from '../../dist/src/platform/index.js';
import { HistoryStore } from '../../dist/src/history/index.js';
import { generate } from '../forest/data.mjs';

const DAY_MS = 86_400_000;
const PAGE = 1_000;

export const FEATURES = Array.from({ length: 30 }, (_, k) => ({ name: `f${k}`, kind: 'numeric', required: false }));

/** A classifier of these features, with everything else as it comes. */
export const CONFIG = {
  name: 'bench',
  classes: { positive: 'fraud', negative: 'legitimate' },
  features: FEATURES,
};

/** Rows of a set as values of features, by name. */
export function transactions({ columns, labels }, from = 0, to = labels.length) {
  return Array.from({ length: to - from }, (_, k) =>
    Object.fromEntries(FEATURES.map(({ name }, feature) => [name, columns[feature][from + k]])),
  );
}

function rowOf({ columns }, row) {
  return { values: Float64Array.from(columns, (column) => column[row]) };
}

/** Imported history of the 30 days before the first prediction. */
export async function fillHistory(dataSource, schemaVersion, rows, now) {
  const set = generate(rows, 1);
  const history = new HistoryStore(dataSource);
  for (let from = 0; from < rows; from += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, rows - from) }, (_, k) => ({
      transactionId: `history-${from + k}`,
      occurredAt: now - 120 * DAY_MS + ((from + k) * 30 * DAY_MS) / rows,
      row: rowOf(set, from + k),
      positive: set.labels[from + k] === 1,
    }));
    await history.insert(schemaVersion, 'bench', page);
  }
}

/** Predictions spread evenly over the last 80 days, every one labelled. */
export async function fillPredictions(dataSource, schemaVersion, modelVersion, rows, now) {
  const set = generate(rows, 2);
  const store = new PredictionStore(dataSource);
  for (const table of ['label', 'label_change']) {
    const partitions = new WeeklyPartitions(dataSource, table);
    for (let at = now - 81 * DAY_MS; at <= now + DAY_MS; at += DAY_MS) await partitions.ensure(at);
  }
  for (let at = now - 81 * DAY_MS; at <= now + DAY_MS; at += DAY_MS) await store.partitions.ensure(at);
  for (let from = 0; from < rows; from += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, rows - from) }, (_, k) => {
      const row = from + k;
      const time = Math.floor(now - 80 * DAY_MS + (row * 80 * DAY_MS) / rows);
      return {
        transactionId: `payment-${String(row).padStart(8, '0')}`,
        scoredAt: time,
        transactionTime: time,
        modelVersion,
        schemaVersion,
        score: 0.1,
        positive: false,
        amount: null,
        row: rowOf(set, row),
      };
    });
    // Not through the store: it makes sure of a partition for each time.
    await dataSource.query(
      `WITH input AS (
         SELECT * FROM unnest($1::text[], $2::timestamptz[]) WITH ORDINALITY AS i (transaction_id, scored_at, place)
       ), keys AS (
         INSERT INTO prediction_key SELECT transaction_id, scored_at FROM input
       ), predictions AS (
         INSERT INTO prediction (transaction_id, scored_at, transaction_time, model_version, schema_version, score, positive, features)
         SELECT transaction_id, scored_at, scored_at, $3, $4, 0.1, false,
           substring($5::bytea FROM (place - 1)::int * 240 + 1 FOR 240) FROM input
       )
       INSERT INTO label (transaction_id, scored_at, model_version, score, predicted, actual, labelled_at, recorded_at)
       SELECT transaction_id, scored_at, $3, 0.1, false, ($6::bool[])[place], scored_at, scored_at FROM input`,
      [
        page.map(({ transactionId }) => transactionId),
        page.map(({ scoredAt }) => new Date(scoredAt)),
        modelVersion,
        schemaVersion,
        Buffer.concat(page.map(({ row: { values } }) => Buffer.from(values.buffer))),
        page.map((_, k) => set.labels[from + k] === 1),
      ],
    );
  }
  await dataSource.query('VACUUM ANALYZE');
}
