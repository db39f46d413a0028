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
const REST_MS: Readonly<Record<Pace, number>> = { prompt: 10, gentle: 20 };
/** All rests of one span: a month is read with shorter ones, in less than a second. */
const MOST_REST_MS = 350;
/** Each as large as one hour (9 kB as JSON with 30 features) beside its key of some 30 bytes for each of its hours. */
const KEPT_SUMS = 8;

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

/** Sums of the hourly summaries of one version. Cost: that of reading the hours (of `sum`, mostly one), however many predictions they hold. */
@Injectable()
export class SummaryWindows {
  /** Sums of hours by the state of each, the last used last. */
  private readonly kept = new Map<string, PredictionSummary>();

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
    const rests = Math.ceil((to - from) / HOUR_MS / pageHours);
    const restMs = Math.min(REST_MS[pace], MOST_REST_MS / rests);
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
      if (next !== undefined) await setTimeout(restMs);
    }
  }

  /**
   * All predictions of the version in the span; undefined when there are none. The sum of all hours but the newest, which
   * may still grow, is kept, and holds while none of them is written, added or forgotten, by whatever process: a row that is
   * written gets another xmin. Their states are read before they are, so what is kept is never older than its key says.
   * Hours are added in one order, so a sum is the same to the last bit whether or not a part of it was kept.
   */
  async sum(modelVersion: string, { from, to }: Span, pace: Pace = 'gentle'): Promise<PredictionSummary | undefined> {
    const older: { hour: Date; state: string }[] = await this.dataSource.query(
      `SELECT hour, concat(scored, '/', xmin) AS state FROM prediction_hour
       WHERE model_version = $1 AND hour >= $2 AND hour < $3 ORDER BY hour`,
      [modelVersion, new Date(from), new Date(to)],
    );
    const newest = older.pop()?.hour.getTime();
    if (newest === undefined) return undefined;
    const key = [modelVersion, ...older.map(({ hour, state }) => `${hour.getTime()}/${state}`)].join();
    const sum = this.kept.get(key) ?? (await this.add(undefined, modelVersion, { from, to: newest }, pace));
    if (sum) this.keep(key, sum);
    return this.add(sum, modelVersion, { from: newest, to }, pace);
  }

  private async add(
    sum: PredictionSummary | undefined,
    modelVersion: string,
    span: Span,
    pace: Pace,
  ): Promise<PredictionSummary | undefined> {
    for await (const { summary } of this.hours(modelVersion, span, pace)) {
      sum = sum ? mergePredictionSummaries(sum, summary) : summary;
    }
    return sum;
  }

  private keep(key: string, sum: PredictionSummary): void {
    this.kept.delete(key);
    this.kept.set(key, sum);
    const [leastUsed] = this.kept.keys();
    if (this.kept.size > KEPT_SUMS && leastUsed !== undefined) this.kept.delete(leastUsed);
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
