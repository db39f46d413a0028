import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rowValues } from '../models/index.js';

/** Which labelled predictions; times in milliseconds since 1970. The same bounds give the same rows, but for corrections. */
export interface LabelledBounds {
  /** Scored from this time on, up to, not including, `to`. */
  readonly from: number;
  readonly to: number;
  /** Labels recorded later are left out. */
  readonly recordedBefore: number;
}

/** A prediction whose truth is known, as training reads it. */
export interface LabelledRow {
  readonly schemaVersion: number;
  /** As encoded by the schema. */
  readonly values: Float64Array;
  /** The transaction's own time, in milliseconds since 1970. */
  readonly transactionTime: number;
  /** What came true. */
  readonly actual: boolean;
  /** What was answered. */
  readonly predicted: boolean;
  /** While exploration was on, of a score past the threshold: the chance with which it was let through. */
  readonly explorationShare: number | null;
}

interface StoredRow extends Omit<LabelledRow, 'values' | 'transactionTime'> {
  readonly features: Buffer;
  readonly transactionTime: Date;
  readonly scoredAt: Date;
  readonly transactionId: string;
}

/** The labels of a page first, then a look-up each: OFFSET 0 keeps the planner from joining whole tables. */
const PAGE = `
  SELECT l.scored_at AS "scoredAt", l.transaction_id AS "transactionId", l.actual, p.features, p.positive AS predicted,
    p.transaction_time AS "transactionTime", p.schema_version AS "schemaVersion", p.exploration_share AS "explorationShare"
  FROM (
    SELECT scored_at, transaction_id, actual FROM label
    WHERE scored_at >= $1 AND scored_at <= $2 AND (scored_at, transaction_id) < ($2, $3) AND recorded_at < $4
    ORDER BY scored_at DESC, transaction_id DESC LIMIT $5 OFFSET 0
  ) l CROSS JOIN LATERAL (
    SELECT * FROM prediction WHERE scored_at = l.scored_at AND transaction_id = l.transaction_id OFFSET 0
  ) p`;

/** Reads labels and the predictions that they are of, side by side. */
@Injectable()
export class LabelledRows {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** The newest first, in pages of at most `pageRows`; 150,000 rows of 30 features take about a second. */
  async *pages({ from, to, recordedBefore }: LabelledBounds, pageRows = 5_000): AsyncGenerator<LabelledRow[]> {
    let before = { time: new Date(to), id: '' };
    for (;;) {
      const page: StoredRow[] = await this.dataSource.query(PAGE, [
        new Date(from),
        before.time,
        before.id,
        new Date(recordedBefore),
        pageRows,
      ]);
      const last = page.at(-1);
      if (!last) return;
      yield page.map(labelledRow);
      before = { time: last.scoredAt, id: last.transactionId };
    }
  }
}

function labelledRow({ features, transactionTime, ...row }: StoredRow): LabelledRow {
  return { ...row, values: rowValues(features), transactionTime: transactionTime.getTime() };
}
