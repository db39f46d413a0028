import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { LabelledRows } from '../../feedback/index.js';
import { HistoryStore } from '../../history/index.js';
import { type FeatureSchema, SchemaStore, TrainingColumns } from '../../models/index.js';
import { Clock } from '../../platform/index.js';
import { MAX_ROWS as MAX_ORDERED, timeOrder } from './time-order.js';
import { type RowBounds, TrainingRows } from './training-rows.js';

/** Rows of one fit: of more the oldest are left out. 30 features of them are 250 MB. */
export const MAX_ROWS = Math.min(1_000_000, MAX_ORDERED);

/** After each page the store and this thread are left to requests for as long as the page took, but no longer. */
const LONGEST_REST_MS = 20;
/** Rows of history at a time: taking more apart at once would hold up requests. */
const HISTORY_PAGE = 500;

/**
 * The one way in which rows to train on are read: labelled predictions and imported history of the configured feature
 * list, by the transactions' own times.
 *
 * Memory: 8 bytes a value, up to twice that while the columns grow, and one page of 1,000 rows.
 */
@Injectable()
export class RowReader {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly history: HistoryStore,
    private readonly labelled: LabelledRows,
    private readonly schemas: SchemaStore,
    private readonly clock: Clock,
  ) {}

  /** The configured window, up to now. */
  bounds(): RowBounds {
    const to = this.clock.now() + 1;
    return { from: to - this.config.retraining.window, to };
  }

  /** The schema of the configured feature list, which new models are fitted for. */
  schema(): Promise<FeatureSchema> {
    return this.schemas.versionOf(this.config.features);
  }

  /** @throws the signal's reason */
  async read(bounds: RowBounds, signal: AbortSignal): Promise<TrainingRows> {
    const schema = await this.schema();
    const columns = new TrainingColumns(schema.features);
    const times: number[] = [];
    const sources = { history: 0, predictions: 0, otherSchema: 0, notExplored: 0, isCapped: false };
    const width = schema.features.length;
    const pages = this.labelled.pages({ ...bounds, schemaVersion: schema.version, recordedBefore: bounds.to });
    let start = performance.now();
    for await (const { otherSchema, values, transactionTimes, actual, predicted, explorationShares } of pages) {
      signal.throwIfAborted();
      sources.otherSchema += otherSchema;
      for (const [row, time] of transactionTimes.entries()) {
        const weight = weightOf(explorationShares[row] ?? null, predicted[row] === true);
        if (weight === 0) sources.notExplored += 1;
        else if (columns.rows === MAX_ROWS) sources.isCapped = true;
        else {
          columns.push(values.subarray(row * width, (row + 1) * width), actual[row] === true, weight);
          times.push(time);
        }
      }
      if (sources.isCapped) break;
      await delay(Math.min(LONGEST_REST_MS, performance.now() - start));
      start = performance.now();
    }
    sources.predictions = columns.rows;
    const [ofSchema, all] = await Promise.all([this.history.count(schema.version), this.history.count()]);
    sources.otherSchema += all - ofSchema;
    const room = MAX_ROWS - columns.rows;
    sources.isCapped ||= ofSchema > room;
    for await (const page of room > 0 ? this.history.newest(schema.version, room, HISTORY_PAGE) : []) {
      signal.throwIfAborted();
      for (const { row, positive, occurredAt } of page) {
        columns.push(row.values, positive);
        times.push(occurredAt);
      }
    }
    sources.history = columns.rows - sources.predictions;
    const order = timeOrder(Float64Array.from(times));
    await columns.reorder(order);
    const sorted = Float64Array.from(order, (row) => times[row] ?? NaN);
    const { heldOutShare: share, heldOutOfEachClass: ofEachClass } = this.config.retraining;
    return new TrainingRows(schema, columns, sorted, sources, bounds, { share, ofEachClass });
  }
}

/**
 * How many transactions a labelled prediction stands for (docs/decisions/0012-gate.md). While exploration was on, those
 * let through stand for all that were past the threshold; a blocked one's label came by another way, and counts nothing.
 */
function weightOf(explorationShare: number | null, predicted: boolean): number {
  if (explorationShare === null) return 1;
  return predicted ? 0 : 1 / explorationShare;
}
