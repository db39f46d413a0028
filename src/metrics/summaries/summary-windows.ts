import { setImmediate, setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ExpectedOutcomes, mergeExpected } from './expected-outcomes.js';
import { OutcomeStore } from './outcome-store.js';
import { mergeOutcomes, noOutcomes, type OutcomeSummary } from './outcome-summary.js';
import { mergePredictionSummaries, type PredictionSummary, revivePredictionSummary } from './prediction-summary.js';
import { EXPECTED_COLUMNS, type ExpectedColumns, expectedOf, HOUR_MS } from './summary-store.js';

/** How hours are read: `prompt` for a scrape, whose time is short; `gentle` lets others have processors and database meanwhile. */
export type Pace = 'prompt' | 'gentle';

/** Hours read at once. Of a prompt page more than two days and the hour in progress, so that a scrape mostly needs no rest. */
const PAGE_HOURS: Readonly<Record<Pace, number>> = { prompt: 64, gentle: 16 };
/** Between pages. A gentle page takes 3 to 4 ms, half of it in the database. */
const REST_MS = 20;

/** Whole hours, from the start of the first up to, not including, `to` (milliseconds since 1970). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Predictions of one version that were scored in the hour that starts at `hour`. */
export interface HourCount {
  readonly hour: number;
  readonly scored: number;
}

/** What is kept of the predictions of one version in the hour that starts at `hour`. */
export interface HourSummary {
  readonly hour: number;
  readonly summary: PredictionSummary;
}

/** Sums of the hourly summaries of one version. Cost: that of reading the hours, however many predictions they hold. */
@Injectable()
export class SummaryWindows {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly outcomeStore: OutcomeStore,
  ) {}

  /** The versions that scored in the span, in order of their names. */
  async versions({ from, to }: Span): Promise<string[]> {
    const rows: { modelVersion: string }[] = await this.dataSource.query(
      `SELECT DISTINCT model_version AS "modelVersion" FROM prediction_hour WHERE hour >= $1 AND hour < $2 ORDER BY 1`,
      [new Date(from), new Date(to)],
    );
    return rows.map(({ modelVersion }) => modelVersion);
  }

  /** The hours of the span in which the version scored, oldest first. */
  async scoredByHour(modelVersion: string, { from, to }: Span): Promise<HourCount[]> {
    const rows: { hour: Date; scored: number }[] = await this.dataSource.query(
      `SELECT hour, scored FROM prediction_hour
       WHERE model_version = $1 AND hour >= $2 AND hour < $3 ORDER BY hour`,
      [modelVersion, new Date(from), new Date(to)],
    );
    return rows.map(({ hour, scored }) => ({ hour: hour.getTime(), scored }));
  }

  /**
   * The hours of the span in which the version scored, oldest first, without what the scores promise. They are read in
   * pages, so that memory does not grow with the span, and parsed one at a time, with a rest between pages, so that
   * others are served in between.
   */
  async *hours(modelVersion: string, { from, to }: Span, pace: Pace = 'gentle'): AsyncGenerator<HourSummary> {
    const pageHours = PAGE_HOURS[pace];
    for (let next: number | undefined = from; next !== undefined;) {
      const rows: { hour: Date; summary: string }[] = await this.dataSource.query(
        `SELECT hour, summary::text AS summary FROM prediction_hour
         WHERE model_version = $1 AND hour >= $2 AND hour < $3 ORDER BY hour LIMIT ${pageHours}`,
        [modelVersion, new Date(next), new Date(to)],
      );
      for (const { hour, summary } of rows) {
        yield { hour: hour.getTime(), summary: revivePredictionSummary(JSON.parse(summary) as PredictionSummary) };
        await setImmediate();
      }
      const last = rows.length === pageHours ? rows.at(-1) : undefined;
      next = last && last.hour.getTime() + HOUR_MS;
      if (next !== undefined) await setTimeout(REST_MS);
    }
  }

  /** All predictions of the version in the span; undefined when there are none. */
  async sum(modelVersion: string, span: Span, pace: Pace = 'gentle'): Promise<PredictionSummary | undefined> {
    let sum: PredictionSummary | undefined;
    for await (const { summary } of this.hours(modelVersion, span, pace)) {
      sum = sum ? mergePredictionSummaries(sum, summary) : summary;
    }
    return sum;
  }

  /** What the scores in the span promise, by version; hours summarised without an estimator are left out. */
  async expected({ from, to }: Span, modelVersion?: string): Promise<Map<string, ExpectedOutcomes>> {
    const rows: (ExpectedColumns & { modelVersion: string })[] = await this.dataSource.query(
      `SELECT model_version AS "modelVersion", ${EXPECTED_COLUMNS} FROM prediction_hour
       WHERE hour >= $1 AND hour < $2 AND ($3::text IS NULL OR model_version = $3) AND expected_bins IS NOT NULL`,
      [new Date(from), new Date(to), modelVersion ?? null],
    );
    const sums = new Map<string, ExpectedOutcomes>();
    for (const { modelVersion: version, ...row } of rows) {
      const expected = expectedOf(row);
      const sum = sums.get(version);
      if (expected) sums.set(version, sum ? mergeExpected(sum, expected) : expected);
    }
    return sums;
  }

  /** How the labelled predictions of the version in the span turned out. */
  async outcomes(modelVersion: string, { from, to }: Span): Promise<OutcomeSummary> {
    const hours = await this.outcomeStore.hours(from, to, modelVersion);
    return hours.reduce((sum, { summary }) => mergeOutcomes(sum, summary), noOutcomes());
  }
}
