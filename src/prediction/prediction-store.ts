import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { rowBytes, rowValues } from '../models/index.js';
import { WeeklyPartitions } from '../platform/index.js';
import type { Prediction } from './prediction.js';

interface PredictionRow {
  transactionId: string;
  scoredAt: Date;
  transactionTime: Date;
  modelVersion: string;
  schemaVersion: number;
  score: number;
  positive: boolean;
  explorationShare: number | null;
  amount: number | null;
  features: Buffer;
  unseen: Record<string, string> | null;
}

const COLUMNS = `p.transaction_id AS "transactionId", p.scored_at AS "scoredAt", p.transaction_time AS "transactionTime",
  p.model_version AS "modelVersion", p.schema_version AS "schemaVersion", p.score, p.positive, p.amount, p.features, p.unseen,
  p.exploration_share AS "explorationShare"`;

/** One statement claims the ids and writes the rows whose id was free. All features travel as one binary value. */
const INSERT = `
  WITH input AS (
    SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::int[], $6::float8[], $7::bool[],
      $8::float8[], $9::text[], $12::float8[]) WITH ORDINALITY
    AS i (transaction_id, scored_at, transaction_time, model_version, schema_version, score, positive, amount, unseen,
      exploration_share, place)
  ), claimed AS (
    INSERT INTO prediction_key (transaction_id, scored_at) SELECT transaction_id, scored_at FROM input
    ON CONFLICT DO NOTHING RETURNING transaction_id
  ), written AS (
    INSERT INTO prediction (transaction_id, scored_at, transaction_time, model_version, schema_version, score, positive,
      amount, features, unseen, exploration_share)
    SELECT transaction_id, scored_at, transaction_time, model_version, schema_version, score, positive,
      amount, substring($10::bytea FROM (place - 1)::int * $11 + 1 FOR $11), unseen::jsonb, exploration_share
    FROM input JOIN claimed USING (transaction_id)
    RETURNING transaction_id, scored_at
  ), noted AS (
    INSERT INTO prediction_unsummarised (transaction_ids, scored_ats)
    SELECT array_agg(transaction_id), array_agg(scored_at) FROM written HAVING count(*) > 0
  )
  SELECT transaction_id AS "transactionId" FROM written`;

/** OFFSET 0 keeps the planner from joining whole tables: one look-up an id, in the one partition that holds it. */
const FIND = `
  SELECT ${COLUMNS} FROM (
    SELECT transaction_id, scored_at FROM prediction_key WHERE transaction_id = ANY($1) OFFSET 0
  ) k CROSS JOIN LATERAL (
    SELECT * FROM prediction WHERE scored_at = k.scored_at AND transaction_id = k.transaction_id OFFSET 0
  ) p`;

const TAKE_UNSUMMARISED = `
  WITH taken AS (
    DELETE FROM prediction_unsummarised WHERE id IN (
      SELECT id FROM prediction_unsummarised ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
    ) RETURNING transaction_ids, scored_ats
  )
  SELECT ${COLUMNS} FROM taken
  CROSS JOIN LATERAL unnest(transaction_ids, scored_ats) AS k (transaction_id, scored_at)
  JOIN prediction p ON p.scored_at = k.scored_at AND p.transaction_id = k.transaction_id`;

/** The log of predictions. It owns the tables `prediction`, `prediction_key` and `prediction_unsummarised`. */
@Injectable()
export class PredictionStore {
  readonly partitions: WeeklyPartitions;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {
    this.partitions = new WeeklyPartitions(dataSource, 'prediction');
  }

  /**
   * Writes rows of one width whose ids differ, in one transaction.
   *
   * @returns the ids that were written; the others were there before, and are left as they are
   */
  async insert(group: readonly Prediction[]): Promise<Set<string>> {
    // In one order everywhere, so that groups of two replicas that share ids wait one way, and never deadlock.
    const predictions = [...group].sort((a, b) => (a.transactionId < b.transactionId ? -1 : 1));
    for (const time of new Set(predictions.map((prediction) => prediction.scoredAt)))
      await this.partitions.ensure(time);
    const features = Buffer.concat(predictions.map((prediction) => rowBytes(prediction.row.values)));
    const rows: { transactionId: string }[] = await this.dataSource.query(INSERT, [
      predictions.map((prediction) => prediction.transactionId),
      predictions.map((prediction) => new Date(prediction.scoredAt)),
      predictions.map((prediction) => new Date(prediction.transactionTime)),
      predictions.map((prediction) => prediction.modelVersion),
      predictions.map((prediction) => prediction.schemaVersion),
      predictions.map((prediction) => prediction.score),
      predictions.map((prediction) => prediction.positive),
      predictions.map((prediction) => prediction.amount),
      predictions.map(({ row }) => (row.unseen ? JSON.stringify(row.unseen) : null)),
      features,
      features.length / predictions.length,
      predictions.map((prediction) => prediction.explorationShare),
    ]);
    return new Set(rows.map((row) => row.transactionId));
  }

  /** The stored predictions of these ids, by id, as the transaction of `manager` sees them. Unknown ids are left out. */
  async find(
    transactionIds: readonly string[],
    manager: EntityManager = this.dataSource.manager,
  ): Promise<Map<string, Prediction>> {
    const rows: PredictionRow[] = await manager.query(FIND, [transactionIds]);
    return new Map(rows.map((row) => [row.transactionId, fromRow(row)]));
  }

  /** When the oldest prediction that no summary holds yet was scored, in milliseconds since 1970; undefined when all are held. */
  async oldestUnsummarised(): Promise<number | undefined> {
    const rows: { at: Date }[] = await this.dataSource.query(
      'SELECT scored_ats[1] AS at FROM prediction_unsummarised ORDER BY id LIMIT 1',
    );
    return rows[0]?.at.getTime();
  }

  /**
   * Takes predictions that no summary holds yet, for good once the transaction commits; another process meanwhile takes
   * others.
   *
   * @param groups at most so many groups, each written by one INSERT of at most 1,000 rows
   */
  async takeUnsummarised(manager: EntityManager, groups: number): Promise<Prediction[]> {
    const rows: PredictionRow[] = await manager.query(TAKE_UNSUMMARISED, [groups]);
    return rows.map(fromRow);
  }

  /** Forgets what was scored before `before` (milliseconds): drops whole weeks, then frees their ids. */
  async dropBefore(before: number): Promise<string[]> {
    const dropped = await this.partitions.dropBefore(before);
    if (dropped.length > 0) {
      await this.dataSource.query(
        `DELETE FROM prediction_key k WHERE scored_at < $1
         AND NOT EXISTS (SELECT FROM prediction p WHERE p.scored_at = k.scored_at AND p.transaction_id = k.transaction_id)`,
        [new Date(before)],
      );
    }
    return dropped;
  }
}

function fromRow({ features, unseen, ...row }: PredictionRow): Prediction {
  const values = rowValues(features);
  return {
    ...row,
    scoredAt: row.scoredAt.getTime(),
    transactionTime: row.transactionTime.getTime(),
    row: unseen ? { values, unseen } : { values },
  };
}
