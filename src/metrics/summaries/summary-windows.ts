import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ExpectedOutcomes, mergeExpected } from './expected-outcomes.js';
import { OutcomeStore } from './outcome-store.js';
import { mergeOutcomes, noOutcomes, type OutcomeSummary } from './outcome-summary.js';
import { mergePredictionSummaries, type PredictionSummary, revivePredictionSummary } from './prediction-summary.js';

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
      `SELECT hour, (summary->>'scored')::float8 AS scored FROM prediction_hour
       WHERE model_version = $1 AND hour >= $2 AND hour < $3 ORDER BY hour`,
      [modelVersion, new Date(from), new Date(to)],
    );
    return rows.map(({ hour, scored }) => ({ hour: hour.getTime(), scored }));
  }

  /** All predictions of the version in the span; undefined when there are none. */
  async sum(modelVersion: string, { from, to }: Span): Promise<PredictionSummary | undefined> {
    const rows: { summary: PredictionSummary }[] = await this.dataSource.query(
      // What the scores promise is the largest part, and not asked for here.
      `SELECT summary - 'expected' AS summary FROM prediction_hour
       WHERE model_version = $1 AND hour >= $2 AND hour < $3 ORDER BY hour`,
      [modelVersion, new Date(from), new Date(to)],
    );
    const [first, ...rest] = rows.map(({ summary }) => revivePredictionSummary(summary));
    return first && rest.reduce(mergePredictionSummaries, first);
  }

  /** What the scores in the span promise, by version; hours summarised without an estimator are left out. */
  async expected({ from, to }: Span, modelVersion?: string): Promise<Map<string, ExpectedOutcomes>> {
    const rows: { modelVersion: string; expected: ExpectedOutcomes }[] = await this.dataSource.query(
      `SELECT model_version AS "modelVersion", summary->'expected' AS expected FROM prediction_hour
       WHERE hour >= $1 AND hour < $2 AND ($3::text IS NULL OR model_version = $3) AND summary ? 'expected'`,
      [new Date(from), new Date(to), modelVersion ?? null],
    );
    const sums = new Map<string, ExpectedOutcomes>();
    for (const { modelVersion: version, expected } of rows) {
      const sum = sums.get(version);
      sums.set(version, sum ? mergeExpected(sum, expected) : expected);
    }
    return sums;
  }

  /** How the labelled predictions of the version in the span turned out. */
  async outcomes(modelVersion: string, { from, to }: Span): Promise<OutcomeSummary> {
    const hours = await this.outcomeStore.hours(from, to, modelVersion);
    return hours.reduce((sum, { summary }) => mergeOutcomes(sum, summary), noOutcomes());
  }
}
