import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import type { LabelChange } from '../../feedback/index.js';
import type { Prediction } from '../../prediction/index.js';
import { binChange, countChange, noOutcomeCounts, noOutcomes } from './outcome-summary.js';
import type { OutcomeHour, SegmentHour } from './outcome-store.js';
import { summarisePredictions } from './prediction-summary.js';
import { compileSegments } from './segments.js';
import { HOUR_MS, MINUTE_MS, type PredictionHour, type PredictionMinute } from './summary-store.js';
import { VersionContexts } from './version-context.js';

/** Turns logged rows into summaries by hour and version. */
@Injectable()
export class SummaryBuilder {
  readonly hasSegments: boolean;
  private readonly segmentsOf: ReturnType<typeof compileSegments>;

  constructor(
    @Inject(CONFIG) { segments }: Config,
    private readonly contexts: VersionContexts,
  ) {
    this.hasSegments = segments.length > 0;
    this.segmentsOf = compileSegments(segments);
  }

  async predictionHours(predictions: readonly Prediction[]): Promise<PredictionHour[]> {
    const hours: PredictionHour[] = [];
    for (const rows of groups(predictions, hourAndVersion)) {
      const [{ scoredAt, modelVersion }] = rows;
      const { schema, reference } = await this.contexts.of(modelVersion);
      const summary = summarisePredictions(rows, schema.features, reference);
      hours.push({ hour: floor(scoredAt, HOUR_MS), modelVersion, summary });
    }
    return hours;
  }

  minutes(predictions: readonly Prediction[]): PredictionMinute[] {
    return groups(predictions, ({ scoredAt, modelVersion }) => `${floor(scoredAt, MINUTE_MS)} ${modelVersion}`).map(
      (rows) => ({
        minute: floor(rows[0].scoredAt, MINUTE_MS),
        modelVersion: rows[0].modelVersion,
        scored: rows.length,
        positive: rows.filter(({ positive }) => positive).length,
      }),
    );
  }

  /** Outcomes by hour and version, and by segment. @param labelled the predictions of the changes by id, where segments need their features */
  async outcomes(
    changes: readonly LabelChange[],
    labelled: ReadonlyMap<string, Prediction>,
  ): Promise<{ hours: OutcomeHour[]; segments: SegmentHour[] }> {
    const hours = new Map<string, OutcomeHour>();
    const segments = new Map<string, SegmentHour>();
    for (const change of changes) {
      const key = { hour: floor(change.scoredAt, HOUR_MS), modelVersion: change.modelVersion };
      const { summary } = getOrMake(hours, hourAndVersion(change), () => ({ ...key, summary: noOutcomes() }));
      countChange(summary, change);
      binChange(summary, change);
      for (const segment of await this.segments(change, labelled)) {
        const its = getOrMake(segments, `${hourAndVersion(change)} ${segment}`, () => ({
          ...key,
          segment,
          counts: noOutcomeCounts(),
        }));
        countChange(its.counts, change);
      }
    }
    return { hours: [...hours.values()], segments: [...segments.values()] };
  }

  private async segments(change: LabelChange, labelled: ReadonlyMap<string, Prediction>): Promise<string[]> {
    const prediction = labelled.get(change.transactionId);
    if (!prediction) return [];
    const { schema } = await this.contexts.of(change.modelVersion);
    return this.segmentsOf(prediction.row.values, schema.features);
  }
}

function hourAndVersion({ scoredAt, modelVersion }: { scoredAt: number; modelVersion: string }): string {
  return `${floor(scoredAt, HOUR_MS)} ${modelVersion}`;
}

function getOrMake<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function floor(time: number, step: number): number {
  return Math.floor(time / step) * step;
}

function groups<Row>(rows: readonly Row[], keyOf: (row: Row) => string): [Row, ...Row[]][] {
  const found = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const group = found.get(keyOf(row));
    if (group) group.push(row);
    else found.set(keyOf(row), [row]);
  }
  return [...found.values()];
}
