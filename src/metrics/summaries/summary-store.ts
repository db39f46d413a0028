import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type ExpectedOutcomes, expectedBinsOf, expectedBytes, mergeExpected } from './expected-outcomes.js';
import { mergePredictionSummaries, type PredictionSummary, revivePredictionSummary } from './prediction-summary.js';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** Which hour (its start, milliseconds since 1970) and version a summary is of. */
export interface HourKey {
  readonly hour: number;
  readonly modelVersion: string;
}

export type PredictionHour = HourKey & { readonly summary: PredictionSummary };

/** An hour as it is written: with what its scores promise, where the version came with an estimator. */
export type WrittenHour = PredictionHour & { readonly expected: ExpectedOutcomes | undefined };

interface StoredHour extends ExpectedColumns {
  readonly hour: Date;
  readonly modelVersion: string;
  readonly summary: PredictionSummary | null;
}

/** What the scores of an hour promise, as columns of its row; null where the version came without an estimator. */
export interface ExpectedColumns {
  readonly scored: number;
  readonly called: number | null;
  readonly calledMicros: number | null;
  readonly expectedBins: Buffer | null;
}

export const EXPECTED_COLUMNS = `scored, expected_called AS called, expected_called_micros::float8 AS "calledMicros",
  expected_bins AS "expectedBins"`;

/** Reads EXPECTED_COLUMNS. */
export function expectedOf({
  scored,
  called,
  calledMicros,
  expectedBins,
}: ExpectedColumns): ExpectedOutcomes | undefined {
  if (called === null || calledMicros === null || expectedBins === null) return undefined;
  return { rows: scored, called, calledMicros, ...expectedBinsOf(expectedBins) };
}

/** Predictions of one version that were scored in one minute. */
export interface PredictionMinute {
  readonly minute: number;
  readonly modelVersion: string;
  readonly scored: number;
  readonly positive: number;
}

/** The summaries. It owns the tables `prediction_minute` and `prediction_hour`. */
@Injectable()
export class SummaryStore {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Adds summaries to what is stored. Rows are locked in one order everywhere, so that replicas never deadlock. */
  async addPredictions(manager: EntityManager, hours: readonly WrittenHour[]): Promise<void> {
    const keys = [hours.map(({ hour }) => new Date(hour)), hours.map(({ modelVersion }) => modelVersion)];
    await manager.query(
      `INSERT INTO prediction_hour (hour, model_version, summary)
       SELECT h, v, 'null' FROM unnest($1::timestamptz[], $2::text[]) AS k (h, v) ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
      keys,
    );
    const stored: StoredHour[] = await manager.query(
      `SELECT hour, model_version AS "modelVersion", summary, ${EXPECTED_COLUMNS} FROM prediction_hour
       WHERE (hour, model_version) IN (SELECT * FROM unnest($1::timestamptz[], $2::text[])) ORDER BY 1, 2 FOR UPDATE`,
      keys,
    );
    const merged = hours.map(({ hour, modelVersion, ...added }) => {
      const before = stored.find((row) => row.hour.getTime() === hour && row.modelVersion === modelVersion);
      if (!before?.summary) return added;
      const expected = expectedOf(before);
      return {
        summary: mergePredictionSummaries(revivePredictionSummary(before.summary), added.summary),
        expected: expected && added.expected && mergeExpected(expected, added.expected),
      };
    });
    await manager.query(
      `UPDATE prediction_hour t SET summary = k.summary::jsonb, expected_called = k.called,
         expected_called_micros = k.called_micros, expected_bins = k.bins
       FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::int[], $5::numeric[], $6::bytea[])
         AS k (hour, model_version, summary, called, called_micros, bins)
       WHERE t.hour = k.hour AND t.model_version = k.model_version`,
      [
        ...keys,
        merged.map(({ summary }) => JSON.stringify(summary)),
        merged.map(({ expected }) => expected?.called ?? null),
        merged.map(({ expected }) => expected?.calledMicros ?? null),
        merged.map(({ expected }) => (expected ? expectedBytes(expected) : null)),
      ],
    );
  }

  async addMinutes(manager: EntityManager, minutes: readonly PredictionMinute[]): Promise<void> {
    await manager.query(
      `INSERT INTO prediction_minute AS m (minute, model_version, scored, positive)
       SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::int[], $4::int[]) ORDER BY 1, 2
       ON CONFLICT (minute, model_version) DO UPDATE
         SET scored = m.scored + excluded.scored, positive = m.positive + excluded.positive`,
      [
        minutes.map(({ minute }) => new Date(minute)),
        minutes.map(({ modelVersion }) => modelVersion),
        minutes.map(({ scored }) => scored),
        minutes.map(({ positive }) => positive),
      ],
    );
  }

  /** How many predictions were scored, and how many called positive, from `from` up to, not including, `to` (whole minutes). */
  async scoredBetween(from: number, to: number): Promise<{ scored: number; positive: number }> {
    const rows: { scored: number; positive: number }[] = await this.dataSource.query(
      `SELECT coalesce(sum(scored), 0)::float8 AS scored, coalesce(sum(positive), 0)::float8 AS positive
       FROM prediction_minute WHERE minute >= $1 AND minute < $2`,
      [new Date(from), new Date(to)],
    );
    return rows[0] ?? { scored: 0, positive: 0 };
  }

  /** How many predictions each version scored in the hours from `from` on, of one version or of all, in order of their names. */
  async scoredByVersion(from: number, modelVersion?: string): Promise<{ modelVersion: string; scored: number }[]> {
    return this.dataSource.query(
      `SELECT model_version AS "modelVersion", sum(scored)::float8 AS scored FROM prediction_hour
       WHERE hour >= $1 AND ($2::text IS NULL OR model_version = $2) GROUP BY model_version ORDER BY model_version`,
      [new Date(from), modelVersion ?? null],
    );
  }

  /** The hours from `from` (milliseconds) on, of one version or of all, oldest first. */
  async predictionHours(from: number, modelVersion?: string): Promise<PredictionHour[]> {
    const rows: { hour: Date; modelVersion: string; summary: PredictionSummary }[] = await this.dataSource.query(
      `SELECT hour, model_version AS "modelVersion", summary FROM prediction_hour
       WHERE hour >= $1 AND ($2::text IS NULL OR model_version = $2) ORDER BY hour`,
      [new Date(from), modelVersion ?? null],
    );
    return rows.map(({ hour, summary, ...row }) => ({
      ...row,
      hour: hour.getTime(),
      summary: revivePredictionSummary(summary),
    }));
  }

  /** Forgets hours before `hoursBefore`, and minutes before `minutesBefore` (milliseconds). */
  async dropBefore(hoursBefore: number, minutesBefore: number): Promise<void> {
    await this.dataSource.query('DELETE FROM prediction_hour WHERE hour < $1', [new Date(hoursBefore)]);
    await this.dataSource.query('DELETE FROM prediction_minute WHERE minute < $1', [new Date(minutesBefore)]);
  }
}
