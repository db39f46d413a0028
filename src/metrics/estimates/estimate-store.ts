import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Span } from '../summaries/summary-windows.js';
import type { Estimate } from './estimate.js';
import type { RealisedFigures } from './trust.js';

/** What was estimated of one chunk, and, once enough labels came, what came true. */
export interface StoredEstimate extends Span {
  readonly modelVersion: string;
  readonly predictions: number;
  readonly estimate: Estimate;
  readonly labels: number | null;
  readonly realised: RealisedFigures | null;
}

/** The others get their turn at the next update. */
const MOST_AT_ONCE = 500;

/** Past estimates. It owns the table `performance_estimate`. */
@Injectable()
export class EstimateStore {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Keeps an estimate, unless another replica did. */
  async keep(modelVersion: string, { from, to }: Span, estimate: Estimate, now: number): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO performance_estimate (model_version, from_hour, to_hour, predictions, estimate, estimated_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [modelVersion, new Date(from), new Date(to), estimate.predictions, JSON.stringify(estimate), new Date(now)],
    );
  }

  /** Keeps what came true. */
  async resolve({ modelVersion, from }: StoredEstimate, labels: number, realised: RealisedFigures): Promise<void> {
    await this.dataSource.query(
      `UPDATE performance_estimate SET labels = $3, realised = $4
       WHERE model_version = $1 AND from_hour = $2 AND (labels, realised) IS DISTINCT FROM ($3::int, $4::jsonb)`,
      [modelVersion, new Date(from), labels, JSON.stringify(realised)],
    );
  }

  /** The newest estimates of a version, newest first; only those that were compared with the truth when asked for. */
  async newest(modelVersion: string, limit: number, { compared }: { compared: boolean }): Promise<StoredEstimate[]> {
    const rows: (Omit<StoredEstimate, keyof Span> & { from: Date; to: Date })[] = await this.dataSource.query(
      `SELECT model_version AS "modelVersion", from_hour AS "from", to_hour AS "to", predictions, estimate, labels, realised
       FROM performance_estimate WHERE model_version = $1 AND (realised IS NOT NULL OR NOT $3)
       ORDER BY from_hour DESC LIMIT $2`,
      [modelVersion, limit, compared],
    );
    return rows.map(({ from, to, ...row }) => ({ ...row, from: from.getTime(), to: to.getTime() }));
  }

  /**
   * The estimates of chunks that began from `since` (milliseconds) on, were never compared, and of whose predictions at
   * least `coverage` (0 to 1) are labelled by now. Labels may come weeks late, in any order.
   */
  async comparable(modelVersion: string, since: number, coverage: number): Promise<StoredEstimate[]> {
    const rows: (Omit<StoredEstimate, keyof Span> & { from: Date; to: Date })[] = await this.dataSource.query(
      `SELECT model_version AS "modelVersion", from_hour AS "from", to_hour AS "to", predictions, estimate, labels, realised
       FROM performance_estimate e WHERE model_version = $1 AND realised IS NULL AND from_hour >= $2 AND predictions * $3::float8 <= (
         SELECT coalesce(sum(tp + fp + tn + fn), 0) FROM outcome_hour o
         WHERE o.model_version = e.model_version AND o.segment = '' AND o.hour >= e.from_hour AND o.hour < e.to_hour
       ) ORDER BY from_hour LIMIT ${MOST_AT_ONCE}`,
      [modelVersion, new Date(since), coverage],
    );
    return rows.map(({ from, to, ...row }) => ({ ...row, from: from.getTime(), to: to.getTime() }));
  }

  /** Forgets chunks that began before `before` (milliseconds). */
  async dropBefore(before: number): Promise<void> {
    await this.dataSource.query('DELETE FROM performance_estimate WHERE from_hour < $1', [new Date(before)]);
  }
}
