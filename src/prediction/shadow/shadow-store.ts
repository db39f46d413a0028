import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { WeeklyPartitions } from '../../platform/index.js';

/** What the shadow said of a transaction, and what the version said that answered. */
export interface ShadowScore {
  readonly transactionId: string;
  /** When it was answered, in milliseconds since 1970. */
  readonly scoredAt: number;
  readonly modelVersion: string;
  readonly score: number;
  readonly positive: boolean;
  readonly answeredBy: string;
  readonly answeredScore: number;
  readonly answeredPositive: boolean;
}

/** Requests that one version answered and another shadowed, from a time (milliseconds since 1970) on. */
export interface ShadowedRequests {
  readonly answeredBy: string;
  readonly shadow: string;
  readonly from: number;
}

const COLUMNS = `transaction_id AS "transactionId", scored_at AS "scoredAt", model_version AS "modelVersion", score, positive,
  answered_by AS "answeredBy", answered_score AS "answeredScore", answered_positive AS "answeredPositive"`;

/** The log of what shadows said. It owns the table `shadow_score`. */
@Injectable()
export class ShadowStore {
  private readonly partitions: WeeklyPartitions;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {
    this.partitions = new WeeklyPartitions(dataSource, 'shadow_score');
  }

  /** Writes rows; one that is there already is left as it is. */
  async insert(scores: readonly ShadowScore[]): Promise<void> {
    for (const time of new Set(scores.map(({ scoredAt }) => scoredAt))) await this.partitions.ensure(time);
    await this.dataSource.query(
      `INSERT INTO shadow_score (transaction_id, scored_at, model_version, score, positive, answered_by, answered_score, answered_positive)
       SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::float8[], $5::bool[], $6::text[], $7::float8[], $8::bool[])
       ON CONFLICT DO NOTHING`,
      [
        scores.map(({ transactionId }) => transactionId),
        scores.map(({ scoredAt }) => new Date(scoredAt)),
        scores.map(({ modelVersion }) => modelVersion),
        scores.map(({ score }) => score),
        scores.map(({ positive }) => positive),
        scores.map(({ answeredBy }) => answeredBy),
        scores.map(({ answeredScore }) => answeredScore),
        scores.map(({ answeredPositive }) => answeredPositive),
      ],
    );
  }

  /** The newest of these requests, at most `limit`, newest first. */
  async newest({ answeredBy, shadow, from }: ShadowedRequests, limit: number): Promise<ShadowScore[]> {
    const rows: (Omit<ShadowScore, 'scoredAt'> & { scoredAt: Date })[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM shadow_score WHERE scored_at >= $1 AND model_version = $2 AND answered_by = $3
       ORDER BY scored_at DESC LIMIT $4`,
      [new Date(from), shadow, answeredBy, limit],
    );
    return rows.map((row) => ({ ...row, scoredAt: row.scoredAt.getTime() }));
  }

  /** What a shadow said of these transactions (ids, and when they were answered), by id. Cost: one look-up each. */
  async find(
    shadow: string,
    keys: readonly Pick<ShadowScore, 'transactionId' | 'scoredAt'>[],
  ): Promise<Map<string, ShadowScore>> {
    const rows: (Omit<ShadowScore, 'scoredAt'> & { scoredAt: Date })[] = await this.dataSource.query(
      `SELECT s.* FROM unnest($1::timestamptz[], $2::text[]) AS k (scored_at, transaction_id)
       CROSS JOIN LATERAL (
         SELECT ${COLUMNS} FROM shadow_score
         WHERE scored_at = k.scored_at AND transaction_id = k.transaction_id AND model_version = $3 OFFSET 0
       ) s`,
      [keys.map(({ scoredAt }) => new Date(scoredAt)), keys.map(({ transactionId }) => transactionId), shadow],
    );
    return new Map(rows.map((row) => [row.transactionId, { ...row, scoredAt: row.scoredAt.getTime() }]));
  }

  /** Forgets what was scored before `before` (milliseconds), in whole weeks. */
  dropBefore(before: number): Promise<string[]> {
    return this.partitions.dropBefore(before);
  }
}
