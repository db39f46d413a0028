import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/index.js';
import type { Label } from './label.js';

interface PendingRow {
  transactionId: string;
  actual: boolean;
  labelledAt: Date;
}

const COLUMNS = 'transaction_id AS "transactionId", actual, labelled_at AS "labelledAt"';

/** Labels whose prediction is not stored yet. It owns the table `pending_label`. */
@Injectable()
export class PendingLabels {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Keeps labels, no id twice, each behind the earlier ones of its id; one that repeats the last of them is left out. */
  async keep(labels: readonly Label[]): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO pending_label (transaction_id, actual, labelled_at, recorded_at)
       SELECT n.*, $4::timestamptz FROM unnest($1::text[], $2::bool[], $3::timestamptz[]) AS n (transaction_id, actual, labelled_at)
       WHERE n.actual IS DISTINCT FROM (
         SELECT actual FROM pending_label p WHERE p.transaction_id = n.transaction_id ORDER BY id DESC LIMIT 1
       )`,
      [
        labels.map((label) => label.transactionId),
        labels.map((label) => label.actual),
        labels.map((label) => new Date(label.labelledAt)),
        new Date(this.clock.now()),
      ],
    );
  }

  /** Removes the pending labels of these ids, in the transaction of `manager`, and returns them in order of arrival. */
  async take(manager: EntityManager, transactionIds: readonly string[]): Promise<Label[]> {
    const rows: PendingRow[] = await manager.query(
      `WITH taken AS (
         DELETE FROM pending_label WHERE id IN (
           SELECT id FROM pending_label WHERE transaction_id = ANY($1) ORDER BY id FOR UPDATE
         ) RETURNING *
       ) SELECT ${COLUMNS} FROM taken ORDER BY id`,
      [transactionIds],
    );
    return rows.map((row) => ({ ...row, labelledAt: row.labelledAt.getTime() }));
  }

  /** Which of these ids have a pending label. */
  async among(transactionIds: readonly string[]): Promise<string[]> {
    const rows: { transactionId: string }[] = await this.dataSource.query(
      'SELECT DISTINCT transaction_id AS "transactionId" FROM pending_label WHERE transaction_id = ANY($1)',
      [transactionIds],
    );
    return rows.map(({ transactionId }) => transactionId);
  }

  /** A page of ids with a pending label, in order, after `after`. */
  async page(after: string, limit: number): Promise<string[]> {
    const rows: { transactionId: string }[] = await this.dataSource.query(
      'SELECT DISTINCT transaction_id AS "transactionId" FROM pending_label WHERE transaction_id > $1 ORDER BY 1 LIMIT $2',
      [after, limit],
    );
    return rows.map(({ transactionId }) => transactionId);
  }

  /** Forgets labels reported before `before` (milliseconds). */
  async dropBefore(before: number): Promise<void> {
    await this.dataSource.query('DELETE FROM pending_label WHERE recorded_at < $1', [new Date(before)]);
  }
}
