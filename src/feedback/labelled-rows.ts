import { rowValues } from '../models/in-threads.js';
import type { Queries } from '../platform/index.js';

/** Which labelled predictions; times in milliseconds since 1970. The same bounds give the same rows, but for corrections. */
export interface LabelledBounds {
  /** Of predictions encoded by this schema. */
  readonly schemaVersion: number;
  /** Scored from this time on, up to, not including, `to`. */
  readonly from: number;
  readonly to: number;
  /** Labels recorded later are left out. */
  readonly recordedBefore: number;
}

/** Predictions whose truth is known, side by side: the rows of each list are in the same order. */
export interface LabelledPage {
  /** Rows of another schema, which are in none of the lists. */
  readonly otherSchema: number;
  /** Rows as encoded, one after another. */
  readonly values: Float64Array;
  /** The transactions' own times, in milliseconds since 1970. */
  readonly transactionTimes: readonly number[];
  /** What came true. */
  readonly actual: readonly boolean[];
  /** What was answered. */
  readonly predicted: readonly boolean[];
  /** While exploration was on, of a score past the threshold: the chance with which it was let through; else null. */
  readonly explorationShares: readonly (number | null)[];
}

interface StoredPage extends Omit<LabelledPage, 'values'> {
  readonly features: Buffer;
  readonly lastScoredAt: Date | null;
  readonly lastId: string | null;
}

/**
 * The labels of a page first, then a look-up each: OFFSET 0 keeps the planner from joining whole tables. A page comes as one
 * row, since to take a thousand rows apart holds up requests ten times as long.
 */
const PAGE = `
  WITH page AS MATERIALIZED (
    SELECT scored_at, transaction_id, actual FROM label
    WHERE scored_at >= $1 AND scored_at <= $2 AND (scored_at, transaction_id) < ($2, $3) AND recorded_at < $4
    ORDER BY scored_at DESC, transaction_id DESC LIMIT $5
  ), joined AS (
    SELECT l.actual, p.* FROM page l CROSS JOIN LATERAL (
      SELECT features, positive, transaction_time, exploration_share, schema_version = $6 AS is_ours
      FROM prediction WHERE scored_at = l.scored_at AND transaction_id = l.transaction_id OFFSET 0
    ) p
  ), last AS (
    SELECT scored_at, transaction_id FROM page ORDER BY scored_at, transaction_id LIMIT 1
  )
  SELECT (SELECT scored_at FROM last) AS "lastScoredAt", (SELECT transaction_id FROM last) AS "lastId",
    (count(*) FILTER (WHERE NOT is_ours))::int AS "otherSchema",
    coalesce(string_agg(features, '') FILTER (WHERE is_ours), '') AS features,
    coalesce(array_agg(actual) FILTER (WHERE is_ours), '{}') AS actual,
    coalesce(array_agg(positive) FILTER (WHERE is_ours), '{}') AS predicted,
    coalesce(array_agg(exploration_share) FILTER (WHERE is_ours), '{}') AS "explorationShares",
    coalesce(array_agg((extract(epoch FROM transaction_time) * 1000)::float8) FILTER (WHERE is_ours), '{}') AS "transactionTimes"
  FROM joined`;

/** Labels and the predictions that they are of, the newest first, in pages of at most `pageRows`. */
export async function* labelledPages(
  database: Queries,
  { schemaVersion, from, to, recordedBefore }: LabelledBounds,
  pageRows = 1_000,
): AsyncGenerator<LabelledPage> {
  let before = { time: new Date(to), id: '' };
  for (;;) {
    const pages: StoredPage[] = await database.query(PAGE, [
      new Date(from),
      before.time,
      before.id,
      new Date(recordedBefore),
      pageRows,
      schemaVersion,
    ]);
    const [{ features, lastScoredAt, lastId, ...page }] = pages as [StoredPage];
    if (lastScoredAt === null || lastId === null) return;
    yield { ...page, values: rowValues(features) };
    before = { time: lastScoredAt, id: lastId };
  }
}
