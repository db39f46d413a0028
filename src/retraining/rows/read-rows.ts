import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { FeatureDefinition } from '../../config/index.js';
import { labelledPages } from '../../feedback/in-threads.js';
import type { TrainingSet } from '../../forest/index.js';
import { countHistory, newestHistory } from '../../history/in-threads.js';
import { TrainingColumns } from '../../models/in-threads.js';
import type { Queries } from '../../platform/index.js';
import { timeOrder } from './time-order.js';
import type { RowBounds, RowSources } from './training-rows.js';

/** Which rows to read, from where. */
export interface ReadingJob {
  readonly kind: 'read';
  readonly databaseUrl: string;
  readonly features: readonly FeatureDefinition[];
  readonly schemaVersion: number;
  readonly bounds: RowBounds;
  readonly maxRows: number;
  /** In shared memory: other than 0 once the rows are wanted no more. */
  readonly stop: Int32Array;
}

/** Rows in the order of the transactions' own times, in shared memory. */
export interface Reading {
  readonly set: TrainingSet;
  /** [rows] ascending, milliseconds since 1970. */
  readonly times: Float64Array;
  readonly sources: RowSources;
}

/** After each page the store is left to requests for as long as the page took, but no longer. */
const LONGEST_REST_MS = 20;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Reads labelled predictions and history, on a connection of its own.
 *
 * Memory: 8 bytes a value, up to twice that while the columns grow, and one page of 1,000 rows.
 *
 * @throws Error once it is stopped
 */
export async function readRows(job: ReadingJob): Promise<Reading> {
  const client = new pg.Client({
    connectionString: job.databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'homeostat rows',
  });
  // A broken connection fails the query under way; between two of them this would end the thread without saying why.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await read(job, {
      query: async <Rows>(sql: string, parameters: unknown[]) => (await client.query(sql, parameters)).rows as Rows,
    });
  } finally {
    await client.end();
  }
}

async function read(
  { features, schemaVersion, bounds, maxRows, stop }: ReadingJob,
  database: Queries,
): Promise<Reading> {
  const columns = new TrainingColumns(features);
  const times: number[] = [];
  const width = features.length;
  const sources = { history: 0, predictions: 0, otherSchema: 0, notExplored: 0, isCapped: false };
  let start = performance.now();
  for await (const page of labelledPages(database, { ...bounds, schemaVersion, recordedBefore: bounds.to })) {
    const { otherSchema, values, transactionTimes, actual, predicted, explorationShares } = page;
    sources.otherSchema += otherSchema;
    for (const [row, time] of transactionTimes.entries()) {
      const weight = weightOf(explorationShares[row] ?? null, predicted[row] === true);
      if (weight === 0) sources.notExplored += 1;
      else if (columns.rows === maxRows) sources.isCapped = true;
      else {
        columns.push(values.subarray(row * width, (row + 1) * width), actual[row] === true, weight);
        times.push(time);
      }
    }
    if (sources.isCapped) break;
    start = await rest(start, stop);
  }
  sources.predictions = columns.rows;
  const ofSchema = await countHistory(database, schemaVersion);
  sources.otherSchema += (await countHistory(database)) - ofSchema;
  const room = maxRows - columns.rows;
  sources.isCapped ||= ofSchema > room;
  for await (const page of room > 0 ? newestHistory(database, schemaVersion, room) : []) {
    for (const { row, positive, occurredAt } of page) {
      columns.push(row.values, positive);
      times.push(occurredAt);
    }
    start = await rest(start, stop);
  }
  sources.history = columns.rows - sources.predictions;
  const order = timeOrder(Float64Array.from(times));
  columns.reorder(order);
  return {
    set: columns.slice(0, columns.rows),
    times: Float64Array.from(order, (row) => times[row] ?? NaN),
    sources,
  };
}

async function rest(pageStart: number, stop: Int32Array): Promise<number> {
  if (Atomics.load(stop, 0) !== 0) throw new Error('reading was stopped');
  await delay(Math.min(LONGEST_REST_MS, performance.now() - pageStart));
  return performance.now();
}

/**
 * How many transactions a labelled prediction stands for (docs/decisions/0012-gate.md). While exploration was on, those
 * let through stand for all that were past the threshold; a blocked one's label came by another way, and counts nothing.
 */
function weightOf(explorationShare: number | null, predicted: boolean): number {
  if (explorationShare === null) return 1;
  return predicted ? 0 : 1 / explorationShare;
}
