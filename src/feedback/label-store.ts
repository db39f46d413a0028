import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, WeeklyPartitions } from '../platform/index.js';
import type { Prediction } from '../prediction/index.js';
import type { Label, LabelChange, LabelState } from './label.js';

/** Writes current labels and their change log in one statement; an equal label changes nothing and returns nothing. */
const UPSERT = `
  WITH written AS (
    INSERT INTO label AS l (transaction_id, scored_at, model_version, score, predicted, amount, actual, labelled_at, recorded_at)
    SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::float8[], $5::bool[], $6::float8[], $7::bool[],
      $8::timestamptz[], $9::timestamptz[])
    ON CONFLICT (scored_at, transaction_id) DO UPDATE
      SET actual = excluded.actual, labelled_at = excluded.labelled_at, recorded_at = excluded.recorded_at,
        corrections = l.corrections + 1
      WHERE l.actual <> excluded.actual
    RETURNING l.transaction_id, l.scored_at, l.actual, l.labelled_at, l.recorded_at, (l.corrections = 0) AS first
  ), logged AS (
    INSERT INTO label_change (transaction_id, scored_at, previous, actual, labelled_at, recorded_at)
    SELECT transaction_id, scored_at, CASE WHEN first THEN NULL ELSE NOT actual END, actual, labelled_at, recorded_at FROM written
    RETURNING id, scored_at
  ), noted AS (
    INSERT INTO label_unsummarised (change_ids, scored_ats)
    SELECT array_agg(id), array_agg(scored_at) FROM logged HAVING count(*) > 0
  )
  SELECT transaction_id AS "transactionId", first FROM written`;

const TAKE_UNSUMMARISED = `
  WITH taken AS (
    DELETE FROM label_unsummarised WHERE id IN (
      SELECT id FROM label_unsummarised ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
    ) RETURNING change_ids, scored_ats
  )
  SELECT c.transaction_id AS "transactionId", c.scored_at AS "scoredAt", l.model_version AS "modelVersion", l.score, l.predicted,
    l.amount, c.previous, c.actual, c.labelled_at AS "labelledAt"
  FROM taken
  CROSS JOIN LATERAL unnest(change_ids, scored_ats) AS k (id, scored_at)
  JOIN label_change c ON c.scored_at = k.scored_at AND c.id = k.id
  JOIN label l ON l.scored_at = c.scored_at AND l.transaction_id = c.transaction_id`;

interface PendingRow {
  transactionId: string;
  actual: boolean;
  labelledAt: Date;
}

const PENDING_COLUMNS = 'transaction_id AS "transactionId", actual, labelled_at AS "labelledAt"';

/** The label ledger. It owns the tables `label`, `label_change`, `label_unsummarised` and `pending_label`. */
@Injectable()
export class LabelStore {
  private readonly labels: WeeklyPartitions;
  private readonly changes: WeeklyPartitions;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.labels = new WeeklyPartitions(dataSource, 'label');
    this.changes = new WeeklyPartitions(dataSource, 'label_change');
  }

  /**
   * Records labels of stored predictions, no id twice, after any pending label of the same predictions: it was there
   * first.
   *
   * @param predictions by transaction id, those of all labels; more of them only settle their pending labels
   * @returns every change that this made, in order; a label that said nothing new is not among them
   */
  async record(
    labels: readonly Label[],
    predictions: ReadonlyMap<string, Prediction>,
  ): Promise<LabelChange[]> {
    for (const time of new Set([...predictions.values()].map(({ scoredAt }) => scoredAt))) {
      await this.labels.ensure(time);
      await this.changes.ensure(time);
    }
    return this.dataSource.transaction(async (manager) => {
      const earlier = await this.takePending(manager, [...predictions.keys()]);
      const settled = await this.upsert(manager, earlier, predictions);
      return [...settled, ...(await this.upsert(manager, labels, predictions))];
    });
  }

  private async takePending(manager: EntityManager, transactionIds: readonly string[]): Promise<Label[]> {
    const [rows]: [PendingRow[], number] = await manager.query(
      `DELETE FROM pending_label WHERE transaction_id IN (
         SELECT transaction_id FROM pending_label WHERE transaction_id = ANY($1) ORDER BY transaction_id FOR UPDATE
       ) RETURNING ${PENDING_COLUMNS}`,
      [transactionIds],
    );
    return rows.map(fromPendingRow);
  }

  private async upsert(
    manager: EntityManager,
    labels: readonly Label[],
    predictions: ReadonlyMap<string, Prediction>,
  ): Promise<LabelChange[]> {
    if (labels.length === 0) return [];
    const rows = inOrder(labels).flatMap((label) => {
      const prediction = predictions.get(label.transactionId);
      return prediction ? [{ label, prediction }] : [];
    });
    const recordedAt = new Date(this.clock.now());
    const written: { transactionId: string; first: boolean }[] = await manager.query(UPSERT, [
      rows.map(({ label }) => label.transactionId),
      rows.map(({ prediction }) => new Date(prediction.scoredAt)),
      rows.map(({ prediction }) => prediction.modelVersion),
      rows.map(({ prediction }) => prediction.score),
      rows.map(({ prediction }) => prediction.positive),
      rows.map(({ prediction }) => prediction.amount),
      rows.map(({ label }) => label.actual),
      rows.map(({ label }) => new Date(label.labelledAt)),
      rows.map(() => recordedAt),
    ]);
    const firsts = new Map(written.map(({ transactionId, first }) => [transactionId, first]));
    return rows.flatMap(({ label: { transactionId, actual, labelledAt }, prediction }) => {
      const first = firsts.get(transactionId);
      if (first === undefined) return [];
      const { scoredAt, modelVersion, score, positive: predicted, amount } = prediction;
      return [{ transactionId, scoredAt, modelVersion, score, predicted, amount, previous: first ? null : !actual, actual, labelledAt }];
    });
  }

  /** Keeps labels whose prediction is not stored yet. A later label of the same id replaces an earlier one. */
  async keepPending(labels: readonly Label[]): Promise<void> {
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

  /** The pending labels of these ids. */
  async pendingOf(transactionIds: readonly string[]): Promise<Label[]> {
    const rows: PendingRow[] = await this.dataSource.query(
      `SELECT ${PENDING_COLUMNS} FROM pending_label WHERE transaction_id = ANY($1)`,
      [transactionIds],
    );
    return rows.map(fromPendingRow);
  }

  /** A page of ids with a pending label, in order, after `after`. */
  async pendingIds(after: string, limit: number): Promise<string[]> {
    const rows: { transactionId: string }[] = await this.dataSource.query(
      'SELECT transaction_id AS "transactionId" FROM pending_label WHERE transaction_id > $1 ORDER BY transaction_id LIMIT $2',
      [after, limit],
    );
    return rows.map(({ transactionId }) => transactionId);
  }

  async find({ transactionId, scoredAt }: Prediction): Promise<LabelState | undefined> {
    const rows: { previous: boolean | null; actual: boolean; labelledAt: Date; recordedAt: Date }[] =
      await this.dataSource.query(
        `SELECT previous, actual, labelled_at AS "labelledAt", recorded_at AS "recordedAt" FROM label_change
       WHERE transaction_id = $1 AND scored_at = $2 ORDER BY id`,
        [transactionId, new Date(scoredAt)],
      );
    const current = rows.at(-1);
    if (!current) return undefined;
    return { ...current, corrections: rows.slice(0, -1) };
  }

  /**
   * Takes label changes that no summary holds yet, for good once the transaction commits; another process meanwhile
   * takes others.
   *
   * @param groups at most so many groups, each written by one statement of at most 10,000 labels
   */
  async takeUnsummarised(manager: EntityManager, groups: number): Promise<LabelChange[]> {
    const rows: (Omit<LabelChange, 'scoredAt' | 'labelledAt'> & { scoredAt: Date; labelledAt: Date })[] = await manager.query(
      TAKE_UNSUMMARISED,
      [groups],
    );
    return rows.map((row) => ({ ...row, scoredAt: row.scoredAt.getTime(), labelledAt: row.labelledAt.getTime() }));
  }

  /** Forgets the labels of predictions scored before `before`, and pending ones reported before `pendingBefore` (milliseconds). */
  async dropBefore(before: number, pendingBefore: number): Promise<void> {
    await this.labels.dropBefore(before);
    await this.changes.dropBefore(before);
    await this.dataSource.query('DELETE FROM pending_label WHERE recorded_at < $1', [new Date(pendingBefore)]);
  }
}

function fromPendingRow(row: PendingRow): Label {
  return { ...row, labelledAt: row.labelledAt.getTime() };
}

/** In one order everywhere, so that batches that share ids wait for each other one way, and never deadlock. */
function inOrder(labels: readonly Label[]): Label[] {
  return [...labels].sort((a, b) => (a.transactionId < b.transactionId ? -1 : 1));
}
