import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, WeeklyPartitions } from '../platform/index.js';
import type { Prediction } from '../prediction/index.js';
import type { Label, LabelChange, LabelledPrediction, LabelState } from './label.js';
import { PendingLabels } from './pending-labels.js';

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

const CHANGE_COLUMNS = `c.id, c.transaction_id AS "transactionId", c.scored_at AS "scoredAt", l.model_version AS "modelVersion", l.score,
  l.predicted, l.amount, c.previous, c.actual, c.labelled_at AS "labelledAt"`;

/** In order over all replicas, which wait for each other: a correction is never counted before its first label. */
const TAKE_UNSUMMARISED = `
  WITH taken AS (
    DELETE FROM label_unsummarised WHERE id IN (
      SELECT id FROM label_unsummarised ORDER BY id LIMIT $1 FOR UPDATE
    ) RETURNING change_ids, scored_ats
  )
  SELECT ${CHANGE_COLUMNS} FROM taken
  CROSS JOIN LATERAL unnest(change_ids, scored_ats) AS k (id, scored_at)
  JOIN label_change c ON c.scored_at = k.scored_at AND c.id = k.id
  JOIN label l ON l.scored_at = c.scored_at AND l.transaction_id = c.transaction_id`;

const SUMMARISED = `
  SELECT ${CHANGE_COLUMNS} FROM label_change c
  JOIN label l ON l.scored_at = c.scored_at AND l.transaction_id = c.transaction_id AND l.model_version = $3
  WHERE c.scored_at >= $1 AND c.scored_at < $2 AND (c.scored_at, c.id) > ($4, $5)
    AND c.id NOT IN (SELECT unnest(change_ids) FROM label_unsummarised)
  ORDER BY c.scored_at, c.id LIMIT $6`;

const SUMMARISED_PAGE = 5_000;

interface ChangeRow extends Omit<LabelChange, 'scoredAt' | 'labelledAt'> {
  id: string;
  scoredAt: Date;
  labelledAt: Date;
}

/** The label ledger. It owns the tables `label`, `label_change` and `label_unsummarised`. */
@Injectable()
export class LabelStore {
  private readonly labels: WeeklyPartitions;
  private readonly changes: WeeklyPartitions;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly pending: PendingLabels,
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
  async record(labels: readonly Label[], predictions: ReadonlyMap<string, Prediction>): Promise<LabelChange[]> {
    for (const time of new Set([...predictions.values()].map(({ scoredAt }) => scoredAt))) {
      await this.labels.ensure(time);
      await this.changes.ensure(time);
    }
    return this.dataSource.transaction(async (manager) => {
      const changes: LabelChange[] = [];
      for (const round of rounds(await this.pending.take(manager, [...predictions.keys()]))) {
        changes.push(...(await this.upsert(manager, round, predictions)));
      }
      return [...changes, ...(await this.upsert(manager, labels, predictions))];
    });
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
      return [
        {
          transactionId,
          scoredAt,
          modelVersion,
          score,
          predicted,
          amount,
          previous: first ? null : !actual,
          actual,
          labelledAt,
        },
      ];
    });
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

  /** The labels of a version's predictions scored from `from` (milliseconds) on, the newest predictions first, at most `limit`. */
  async newest(modelVersion: string, from: number, limit: number): Promise<LabelledPrediction[]> {
    const rows: (Omit<LabelledPrediction, 'scoredAt'> & { scoredAt: Date })[] = await this.dataSource.query(
      `SELECT transaction_id AS "transactionId", scored_at AS "scoredAt", actual FROM label
       WHERE scored_at >= $1 AND model_version = $2 ORDER BY scored_at DESC LIMIT $3`,
      [new Date(from), modelVersion, limit],
    );
    return rows.map((row) => ({ ...row, scoredAt: row.scoredAt.getTime() }));
  }

  /** When the oldest label that no summary holds yet was recorded, in milliseconds since 1970; undefined when all are held. */
  async oldestUnsummarised(): Promise<number | undefined> {
    const rows: { at: Date }[] = await this.dataSource.query(
      `SELECT c.recorded_at AS at
       FROM (SELECT change_ids[1] AS id, scored_ats[1] AS scored_at FROM label_unsummarised ORDER BY id LIMIT 1) AS oldest
       JOIN label_change c ON c.scored_at = oldest.scored_at AND c.id = oldest.id`,
    );
    return rows[0]?.at.getTime();
  }

  /**
   * Takes label changes that no summary holds yet, for good once the transaction commits; another process meanwhile
   * waits for it.
   *
   * @param groups at most so many groups, each written by one statement of at most 10,000 labels
   */
  async takeUnsummarised(manager: EntityManager, groups: number): Promise<LabelChange[]> {
    const rows: ChangeRow[] = await manager.query(TAKE_UNSUMMARISED, [groups]);
    return rows.map(changeOf);
  }

  /**
   * Every label change of the predictions that a version scored from `from` up to, not including, `to` (milliseconds)
   * that summaries hold, in pages. The caller keeps others from summarising changes of that time meanwhile.
   */
  async *summarised(
    manager: EntityManager,
    modelVersion: string,
    { from, to }: { from: number; to: number },
  ): AsyncGenerator<LabelChange[]> {
    for (let after = { scoredAt: new Date(from), id: '0' }; ;) {
      const rows: ChangeRow[] = await manager.query(SUMMARISED, [
        new Date(from),
        new Date(to),
        modelVersion,
        after.scoredAt,
        after.id,
        SUMMARISED_PAGE,
      ]);
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map(changeOf);
      after = last;
    }
  }

  /** How many predictions scored since `from` (milliseconds) have a label. Cost: counting no further than `atMost`. */
  async countSince(from: number, atMost: number): Promise<number> {
    const rows: { count: number }[] = await this.dataSource.query(
      'SELECT count(*)::int AS count FROM (SELECT FROM label WHERE scored_at >= $1 LIMIT $2) AS counted',
      [new Date(from), atMost],
    );
    return rows[0]?.count ?? 0;
  }

  /** Forgets the labels of predictions scored before `before` (milliseconds). */
  async dropBefore(before: number): Promise<void> {
    await this.labels.dropBefore(before);
    await this.changes.dropBefore(before);
  }
}

function changeOf({ id: _id, scoredAt, labelledAt, ...change }: ChangeRow): LabelChange {
  return { ...change, scoredAt: scoredAt.getTime(), labelledAt: labelledAt.getTime() };
}

/** Labels of which some are of one id, in order of arrival, as lists in which each id stands once. */
function rounds(labels: readonly Label[]): Label[][] {
  const found: Label[][] = [];
  const seen = new Map<string, number>();
  for (const label of labels) {
    const round = seen.get(label.transactionId) ?? 0;
    seen.set(label.transactionId, round + 1);
    (found[round] ??= []).push(label);
  }
  return found;
}

/** In one order everywhere, so that batches that share ids wait for each other one way, and never deadlock. */
function inOrder(labels: readonly Label[]): Label[] {
  return [...labels].sort((a, b) => (a.transactionId < b.transactionId ? -1 : 1));
}
