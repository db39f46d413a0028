import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import type { LabelChange } from '../../feedback/index.js';
import type { Prediction } from '../../prediction/index.js';
import { expectOutcomes } from './expected-outcomes.js';
import { binChange, countChange, noOutcomeCounts, noOutcomes } from './outcome-summary.js';
import type { OutcomeHour, SegmentHour } from './outcome-store.js';
import { summarisePredictions } from './prediction-summary.js';
import { compileSegments, segmentationName } from './segments.js';
import { HOUR_MS, type HourKey, MINUTE_MS, type PredictionMinute, type WrittenHour } from './summary-store.js';
import { VersionContexts } from './version-context.js';

/** Turns logged rows into summaries by hour and version. */
@Injectable()
export class SummaryBuilder {
  readonly hasSegments: boolean;
  /** The name of the configuration of segments. */
  readonly segmentation: string;
  private readonly segmentsOf: ReturnType<typeof compileSegments>;

  constructor(
    @Inject(CONFIG) { segments }: Config,
    private readonly contexts: VersionContexts,
  ) {
    this.hasSegments = segments.length > 0;
    this.segmentation = segmentationName(segments);
    this.segmentsOf = compileSegments(segments);
  }

  async predictionHours(predictions: readonly Prediction[]): Promise<WrittenHour[]> {
    const hours: WrittenHour[] = [];
    for (const rows of groups(predictions, hourAndVersion)) {
      const [{ scoredAt, modelVersion }] = rows;
      const { schema, reference } = await this.contexts.of(modelVersion);
      const summary = summarisePredictions(rows, schema.features, reference);
      const expected = reference?.estimator && expectOutcomes(rows, reference.estimator);
      hours.push({ hour: floor(scoredAt, HOUR_MS), modelVersion, summary, expected });
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

  /** Outcomes by hour and version. */
  outcomes(changes: readonly LabelChange[]): OutcomeHour[] {
    const hours = new Map<string, OutcomeHour>();
    for (const change of changes) {
      const { summary } = getOrMake(hours, hourAndVersion(change), () => ({ ...keyOf(change), summary: noOutcomes() }));
      countChange(summary, change);
      binChange(summary, change);
    }
    return [...hours.values()];
  }

  /** Outcomes by hour, version and segment. @param labelled the predictions of the changes, by id */
  async segments(changes: readonly LabelChange[], labelled: ReadonlyMap<string, Prediction>): Promise<SegmentHour[]> {
    const segments = new Map<string, SegmentHour>();
    for (const change of changes) {
      const prediction = labelled.get(change.transactionId);
      if (!prediction) continue;
      const { schema } = await this.contexts.of(change.modelVersion);
      for (const segment of this.segmentsOf(prediction.row.values, schema.features)) {
        const key = `${hourAndVersion(change)} ${segment}`;
        const its = getOrMake(segments, key, () => ({ ...keyOf(change), segment, counts: noOutcomeCounts() }));
        countChange(its.counts, change);
      }
    }
    return [...segments.values()];
  }
}

function keyOf({ scoredAt, modelVersion }: LabelChange): HourKey {
  return { hour: floor(scoredAt, HOUR_MS), modelVersion };
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
