import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rowBytes } from '../models/index.js';
import { countHistory, type HistoryRow, newestHistory } from './history-rows.js';

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
  count(schemaVersion?: number): Promise<number> {
    return countHistory(this.dataSource, schemaVersion);
  }

  /** The newest `limit` rows of a schema version, oldest first, in pages. */
  newest(schemaVersion: number, limit: number): AsyncGenerator<HistoryRow[]> {
    return newestHistory(this.dataSource, schemaVersion, limit);
  }
}
