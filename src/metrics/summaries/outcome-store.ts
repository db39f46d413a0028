import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  binBytes,
  binsOf,
  mergeOutcomes,
  noOutcomeCounts,
  type OutcomeCounts,
  type OutcomeSummary,
} from './outcome-summary.js';
import type { HourKey } from './summary-store.js';

const CELLS = ['tp', 'fp', 'tn', 'fn'] as const;
const COLUMNS = [...CELLS, ...CELLS.map((cell) => `${cell}_micros` as const)];

/** The outcomes of one hour and version: of all of it, or of one segment. */
export type OutcomeHour = HourKey & { readonly summary: OutcomeSummary };
export type SegmentHour = HourKey & { readonly segment: string; readonly counts: OutcomeCounts };

type CountRow = Record<(typeof COLUMNS)[number], number>;

/** Summaries of labelled predictions by the hour of the prediction. It owns the table `outcome_hour`. */
@Injectable()
export class OutcomeStore {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Adds to what is stored. Rows are locked in one order everywhere, so that replicas never deadlock. */
  async add(manager: EntityManager, hours: readonly OutcomeHour[], segments: readonly SegmentHour[]): Promise<void> {
    const rows = [...hours.map(({ summary, ...key }) => ({ ...key, segment: '', counts: summary })), ...segments];
    await manager.query(
      `INSERT INTO outcome_hour AS o (hour, model_version, segment, ${COLUMNS.join(', ')})
       SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], ${COLUMNS.map((_, place) => `$${place + 4}::bigint[]`).join(', ')})
       ORDER BY 1, 2, 3
       ON CONFLICT (hour, model_version, segment) DO UPDATE SET ${COLUMNS.map((column) => `${column} = o.${column} + excluded.${column}`).join(', ')}`,
      [
        rows.map(({ hour }) => new Date(hour)),
        rows.map(({ modelVersion }) => modelVersion),
        rows.map(({ segment }) => segment),
        ...CELLS.map((cell) => rows.map(({ counts }) => counts.counts[cell])),
        ...CELLS.map((cell) => rows.map(({ counts }) => counts.amountMicros[cell])),
      ],
    );
    await this.addBins(manager, hours);
  }

  /** The rows are locked by the statement before. */
  private async addBins(manager: EntityManager, hours: readonly OutcomeHour[]): Promise<void> {
    const keys = [hours.map(({ hour }) => new Date(hour)), hours.map(({ modelVersion }) => modelVersion)];
    const stored: { hour: Date; modelVersion: string; bins: Buffer | null }[] = await manager.query(
      `SELECT hour, model_version AS "modelVersion", score_bins AS bins FROM outcome_hour
       WHERE segment = '' AND (hour, model_version) IN (SELECT * FROM unnest($1::timestamptz[], $2::text[]))`,
      keys,
    );
    const before = new Map(stored.map(({ hour, modelVersion, bins }) => [`${hour.getTime()} ${modelVersion}`, bins]));
    const merged = hours.map(({ hour, modelVersion, summary }) => {
      const bins = binsOf(before.get(`${hour} ${modelVersion}`) ?? null);
      return binBytes(mergeOutcomes({ ...summary, ...bins }, summary));
    });
    await manager.query(
      `UPDATE outcome_hour o SET score_bins = k.bins
       FROM unnest($1::timestamptz[], $2::text[], $3::bytea[]) AS k (hour, model_version, bins)
       WHERE o.hour = k.hour AND o.model_version = k.model_version AND o.segment = ''`,
      [...keys, merged],
    );
  }

  /** The hours from `from` up to, not including, `to` (milliseconds), of one version or of all, oldest first. */
  async hours(from: number, to: number, modelVersion?: string): Promise<OutcomeHour[]> {
    const rows: (CountRow & { hour: Date; modelVersion: string; bins: Buffer | null })[] = await this.dataSource.query(
      `SELECT hour, model_version AS "modelVersion", score_bins AS bins, ${COLUMNS.map((column) => `${column}::float8`).join(', ')}
       FROM outcome_hour
       WHERE segment = '' AND hour >= $1 AND hour < $2 AND ($3::text IS NULL OR model_version = $3) ORDER BY hour`,
      [new Date(from), new Date(to), modelVersion ?? null],
    );
    return rows.map(({ hour, modelVersion: version, bins, ...counts }) => ({
      hour: hour.getTime(),
      modelVersion: version,
      summary: { ...countsOf(counts), ...binsOf(bins) },
    }));
  }

  /** The sums of each version's segments over the hours from `from` (milliseconds) on. */
  async segments(
    from: number,
    modelVersion?: string,
  ): Promise<{ modelVersion: string; segment: string; counts: OutcomeCounts }[]> {
    const rows: (CountRow & { modelVersion: string; segment: string })[] = await this.dataSource.query(
      `SELECT model_version AS "modelVersion", segment, ${COLUMNS.map((column) => `sum(${column})::float8 AS ${column}`).join(', ')}
       FROM outcome_hour WHERE segment <> '' AND hour >= $1 AND ($2::text IS NULL OR model_version = $2)
       GROUP BY model_version, segment ORDER BY model_version, segment`,
      [new Date(from), modelVersion ?? null],
    );
    return rows.map(({ modelVersion: version, segment, ...counts }) => ({
      modelVersion: version,
      segment,
      counts: countsOf(counts),
    }));
  }

  /** Forgets hours before `before` (milliseconds). */
  async dropBefore(before: number): Promise<void> {
    await this.dataSource.query('DELETE FROM outcome_hour WHERE hour < $1', [new Date(before)]);
  }
}

function countsOf(row: CountRow): OutcomeCounts {
  const sum = noOutcomeCounts();
  for (const cell of CELLS) {
    sum.counts[cell] = row[cell];
    sum.amountMicros[cell] = row[`${cell}_micros`];
  }
  return sum;
}
