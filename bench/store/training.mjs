import { rowValues, TrainingColumns } from '../../dist/src/models/index.js';
import { decimals, median, progress, table, thousands } from './report.mjs';

/** Where the wanted number of labelled rows begins: by the hours, which are few, and not by the rows, which are many. */
const BEGIN = `
  SELECT hour FROM (
    SELECT hour, sum(tp + fp + tn + fn) OVER (ORDER BY hour DESC) AS labels
    FROM outcome_hour WHERE segment = ''
  ) hours WHERE labels >= $1 ORDER BY hour DESC LIMIT 1`;

const JOIN = `SELECT p.features, l.actual
  FROM label l JOIN prediction p ON p.scored_at = l.scored_at AND p.transaction_id = l.transaction_id`;
/** The labels first, then a look-up each: OFFSET 0 keeps the planner from joining whole tables. */
const lookUp = (labels) => `SELECT l.scored_at, l.transaction_id, p.features, l.actual
  FROM (${labels} OFFSET 0) l CROSS JOIN LATERAL (
    SELECT features FROM prediction WHERE scored_at = l.scored_at AND transaction_id = l.transaction_id OFFSET 0
  ) p`;
const COLUMNS = 'scored_at, transaction_id';

const WAYS = {
  'newest, join: ORDER BY scored_at DESC LIMIT n': {
    sql: `${JOIN} ORDER BY l.scored_at DESC, l.transaction_id DESC LIMIT $1`,
    rounds: 1,
    parameters: (_from, limit) => [limit],
  },
  'newest, look-ups: (label ORDER BY scored_at DESC LIMIT n) LATERAL prediction': {
    sql: lookUp(`SELECT ${COLUMNS}, actual FROM label ORDER BY scored_at DESC, transaction_id DESC LIMIT $1`),
    parameters: (_from, limit) => [limit],
  },
  'from a time on, join: WHERE both scored_at >= $1': {
    sql: `${JOIN} WHERE l.scored_at >= $1 AND p.scored_at >= $1 LIMIT $2`,
    parameters: (from, limit) => [from, limit],
  },
  'the same, features of 1,000 rows in one value': {
    sql: `SELECT string_agg(features, ''::bytea) AS features, array_agg(actual::int) AS actual FROM (
        SELECT features, actual, row_number() OVER () / 1000 AS page FROM (
          ${JOIN} WHERE l.scored_at >= $1 AND p.scored_at >= $1 LIMIT $2
        ) joined
      ) paged GROUP BY page`,
    parameters: (from, limit) => [from, limit],
    grouped: true,
  },
  'from a time on, look-ups, in pages of 5,000': { paged: true },
};
const PAGE = lookUp(
  `SELECT ${COLUMNS}, actual FROM label WHERE scored_at >= $1 AND (${COLUMNS}) > ($1, $2) ORDER BY ${COLUMNS} LIMIT $3`,
);
const ROUNDS = 3;

/** Reads labelled rows into the columns that a forest is fitted on. */
export async function trainingTable(store, pool, wanted) {
  progress(`reading ${thousands(wanted)} labelled rows back`);
  const limit = Math.min(wanted, Math.floor(store.rows * 0.6));
  const [{ hour: from }] = await store.query(BEGIN, [limit]);
  const times = new Map(Object.keys(WAYS).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, way] of Object.entries(WAYS)) {
      if (round >= (way.rounds ?? ROUNDS)) continue;
      const columns = new TrainingColumns(pool.features);
      const start = performance.now();
      if (way.paged) await readPages(store, columns, from, limit);
      else {
        const rows = await store.query(way.sql, way.parameters(from, limit));
        for (const row of rows) push(columns, row, way.grouped, pool.features.length);
      }
      times.get(name).push((performance.now() - start) / 1000);
      if (columns.rows !== limit) throw new Error(`${name}: ${columns.rows} rows and not ${limit}`);
    }
  }
  const rows = [...times].map(([name, seconds]) => [
    name,
    decimals(median(seconds), 2),
    thousands(limit / median(seconds)),
  ]);
  const title = `Reading ${thousands(limit)} labelled rows of ${pool.features.length} features back, of ${thousands(store.rows)} predictions`;
  return table(title, ['way', 'median seconds', 'rows a second'], rows);
}

function push(columns, { features, actual }, grouped, width) {
  const values = rowValues(features);
  if (!grouped) return columns.push(values, actual);
  for (const [k, positive] of actual.entries()) {
    columns.push(values.subarray(k * width, (k + 1) * width), positive === 1);
  }
}

async function readPages(store, columns, from, limit) {
  let after = { scored_at: from, transaction_id: '' };
  while (columns.rows < limit) {
    const page = await store.query(PAGE, [
      after.scored_at,
      after.transaction_id,
      Math.min(5_000, limit - columns.rows),
    ]);
    if (page.length === 0) return;
    for (const row of page) push(columns, row);
    after = page.at(-1);
  }
}
