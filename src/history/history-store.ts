import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type EncodedRow, rowBytes, rowValues } from '../models/index.js';

/** A labelled transaction that this service did not score: imported, or made by the generator. */
export interface HistoryRow {
  readonly transactionId: string;
  /** The transaction's own time, in milliseconds since 1970. */
  readonly occurredAt: number;
  readonly row: EncodedRow;
  readonly positive: boolean;
}

const INSERT = `
  INSERT INTO history (transaction_id, occurred_at, schema_version, features, unseen, positive, source)
  SELECT transaction_id, occurred_at, $6, substring($5::bytea FROM (place - 1)::int * $7 + 1 FOR $7), unseen::jsonb, positive, $8
  FROM unnest($1::text[], $2::timestamptz[], $3::bool[], $4::text[]) WITH ORDINALITY
    AS i (transaction_id, occurred_at, positive, unseen, place)
  ON CONFLICT DO NOTHING RETURNING 1`;

/** The channel on which a running service hears that history was added. */
export const HISTORY_CHANNEL = 'homeostat_history';

/** Labelled history from outside. It owns the table `history`. */
@Injectable()
export class HistoryStore {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /**
   * Stores rows of one schema version.
   *
   * @param source where they came from, in words
   * @returns how many were new; rows whose id is there already for this schema version are left as they are
   */
  async insert(schemaVersion: number, source: string, rows: readonly HistoryRow[]): Promise<number> {
    if (rows.length === 0) return 0;
    const features = Buffer.concat(rows.map(({ row }) => rowBytes(row.values)));
    const inserted: unknown[] = await this.dataSource.query(INSERT, [
      rows.map((row) => row.transactionId),
      rows.map((row) => new Date(row.occurredAt)),
      rows.map((row) => row.positive),
      rows.map(({ row }) => (row.unseen ? JSON.stringify(row.unseen) : null)),
      features,
      schemaVersion,
      features.length / rows.length,
      source,
    ]);
    return inserted.length;
  }

  /** Tells running services that there is more history than before. */
  async announce(): Promise<void> {
    await this.dataSource.query('SELECT pg_notify($1, $2)', [HISTORY_CHANNEL, '']);
  }

  /** How many rows are stored, of one schema version or of all. */
  async count(schemaVersion?: number): Promise<number> {
    const rows: { count: string }[] = await this.dataSource.query(
      'SELECT count(*) FROM history WHERE $1::int IS NULL OR schema_version = $1',
      [schemaVersion ?? null],
    );
    return Number(rows[0]?.count);
  }

  /** The newest `limit` rows of a schema version, oldest first, in pages of at most `pageRows`. */
  async *newest(schemaVersion: number, limit: number, pageRows = 5_000): AsyncGenerator<HistoryRow[]> {
    const bounds: { from: Date; transactionId: string }[] = await this.dataSource.query(
      `SELECT occurred_at AS "from", transaction_id AS "transactionId" FROM history WHERE schema_version = $1
       ORDER BY occurred_at DESC, transaction_id DESC OFFSET $2 LIMIT 1`,
      [schemaVersion, limit],
    );
    let after: { time: Date; id: string } = {
      time: bounds[0]?.from ?? new Date(-8.64e15 / 100),
      id: bounds[0]?.transactionId ?? '',
    };
    for (;;) {
      const page: {
        transactionId: string;
        occurredAt: Date;
        features: Buffer;
        unseen: Record<string, string> | null;
        positive: boolean;
      }[] = await this.dataSource.query(
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
}
