import type { EncodedRow } from '../models/index.js';
import { rowValues } from '../models/in-threads.js';
import type { Queries } from '../platform/index.js';

/** A labelled transaction that this service did not score: imported, or made by the generator. */
export interface HistoryRow {
  readonly transactionId: string;
  /** The transaction's own time, in milliseconds since 1970. */
  readonly occurredAt: number;
  readonly row: EncodedRow;
  readonly positive: boolean;
}

interface StoredRow {
  readonly transactionId: string;
  readonly occurredAt: Date;
  readonly features: Buffer;
  readonly unseen: Record<string, string> | null;
  readonly positive: boolean;
}

/** The newest `limit` rows of a schema version, oldest first, in pages of at most `pageRows`. */
export async function* newestHistory(
  database: Queries,
  schemaVersion: number,
  limit: number,
  pageRows = 1_000,
): AsyncGenerator<HistoryRow[]> {
  const bounds: { from: Date; transactionId: string }[] = await database.query(
    `SELECT occurred_at AS "from", transaction_id AS "transactionId" FROM history WHERE schema_version = $1
     ORDER BY occurred_at DESC, transaction_id DESC OFFSET $2 LIMIT 1`,
    [schemaVersion, limit],
  );
  let after: { time: Date; id: string } = {
    time: bounds[0]?.from ?? new Date(-8.64e15 / 100),
    id: bounds[0]?.transactionId ?? '',
  };
  for (;;) {
    const page: StoredRow[] = await database.query(
      `SELECT transaction_id AS "transactionId", occurred_at AS "occurredAt", features, unseen, positive FROM history
       WHERE schema_version = $1 AND (occurred_at, transaction_id) > ($2, $3)
       ORDER BY occurred_at, transaction_id LIMIT $4`,
      [schemaVersion, after.time, after.id, pageRows],
    );
    const last = page.at(-1);
    if (!last) return;
    yield page.map(({ transactionId, occurredAt, features, unseen, positive }) => {
      const values = rowValues(features);
      return {
        transactionId,
        occurredAt: occurredAt.getTime(),
        positive,
        row: unseen ? { values, unseen } : { values },
      };
    });
    after = { time: last.occurredAt, id: last.transactionId };
  }
}

/** How many rows are stored, of one schema version or of all. */
export async function countHistory(database: Queries, schemaVersion?: number): Promise<number> {
  const rows: { count: string }[] = await database.query(
    'SELECT count(*) FROM history WHERE $1::int IS NULL OR schema_version = $1',
    [schemaVersion ?? null],
  );
  return Number(rows[0]?.count);
}
