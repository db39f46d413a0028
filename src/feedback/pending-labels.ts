import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/index.js';
import { inOrder, type Label } from './label.js';

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

  /** Keeps labels, no id twice. A later label of the same id replaces an earlier one. */
  async keep(labels: readonly Label[]): Promise<void> {
    const ordered = inOrder(labels);
    await this.dataSource.query(
      `INSERT INTO pending_label (transaction_id, actual, labelled_at, recorded_at)
       SELECT *, $4::timestamptz FROM unnest($1::text[], $2::bool[], $3::timestamptz[])
       ON CONFLICT (transaction_id) DO UPDATE
         SET actual = excluded.actual, labelled_at = excluded.labelled_at, recorded_at = excluded.recorded_at`,
      [
        ordered.map((label) => label.transactionId),
        ordered.map((label) => label.actual),
        ordered.map((label) => new Date(label.labelledAt)),
        new Date(this.clock.now()),
      ],
    );
  }

  /** Removes and returns the pending labels of these ids, in the transaction of `manager`. */
  async take(manager: EntityManager, transactionIds: readonly string[]): Promise<Label[]> {
    const [rows]: [PendingRow[], number] = await manager.query(
      `DELETE FROM pending_label WHERE transaction_id IN (
         SELECT transaction_id FROM pending_label WHERE transaction_id = ANY($1) ORDER BY transaction_id FOR UPDATE
       ) RETURNING ${COLUMNS}`,
      [transactionIds],
    );
    return rows.map((row) => ({ ...row, labelledAt: row.labelledAt.getTime() }));
  }

  /** Which of these ids have a pending label. */
  async among(transactionIds: readonly string[]): Promise<string[]> {
    const rows: { transactionId: string }[] = await this.dataSource.query(
      'SELECT transaction_id AS "transactionId" FROM pending_label WHERE transaction_id = ANY($1)',
      [transactionIds],
    );
    return rows.map(({ transactionId }) => transactionId);
  }

  /** A page of ids with a pending label, in order, after `after`. */
  async page(after: string, limit: number): Promise<string[]> {
    const rows: { transactionId: string }[] = await this.dataSource.query(
      'SELECT transaction_id AS "transactionId" FROM pending_label WHERE transaction_id > $1 ORDER BY transaction_id LIMIT $2',
      [after, limit],
    );
    return rows.map(({ transactionId }) => transactionId);
  }

  /** Forgets labels reported before `before` (milliseconds). */
  async dropBefore(before: number): Promise<void> {
    await this.dataSource.query('DELETE FROM pending_label WHERE recorded_at < $1', [new Date(before)]);
  }
}
