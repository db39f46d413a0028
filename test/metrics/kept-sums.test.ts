import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutcomeStore } from '../../src/metrics/summaries/outcome-store.js';
import { mergePredictionSummaries, summarisePredictions } from '../../src/metrics/summaries/prediction-summary.js';
import { HOUR_MS, SummaryStore } from '../../src/metrics/summaries/summary-store.js';
import { SummaryWindows } from '../../src/metrics/summaries/summary-windows.js';
import { testConfig } from '../support/config.js';
import { createDatabase, openTestDatabase } from '../support/database.js';

const { features } = testConfig();
const START = Date.parse('2026-03-04T00:00:00Z');
const HOURS = 40;
const SPAN = { from: START, to: START + HOURS * HOUR_MS };

let url: string;
let dataSource: DataSource;
let windows: SummaryWindows;
beforeEach(async () => {
  url = await createDatabase();
  dataSource = await openTestDatabase(url);
  windows = new SummaryWindows(dataSource, new OutcomeStore(dataSource));
  for (let hour = 0; hour < HOURS; hour += 1) await score(hour, [0.1 * hour, 1 / (hour + 3), 7.7]);
});
afterEach(() => dataSource.destroy());

/** A summary of one prediction for each amount. */
function summaryOf(amounts: number[]) {
  const predictions = amounts.map((amount) => ({
    transactionId: '',
    scoredAt: START,
    transactionTime: START,
    modelVersion: 'v1',
    schemaVersion: 1,
    score: 1 / (Math.abs(amount) + 3),
    positive: amount > 1,
    explorationShare: null,
    amount,
    row: { values: Float64Array.from(features, () => 0).fill(amount, 0, 1) },
  }));
  return summarisePredictions(predictions, features, undefined);
}

async function score(hour: number, amounts: number[], by = dataSource): Promise<void> {
  const written = {
    hour: START + hour * HOUR_MS,
    modelVersion: 'v1',
    summary: summaryOf(amounts),
    expected: undefined,
  };
  await by.transaction((manager) => new SummaryStore(by).addPredictions(manager, [written]));
}

/** What is read by one who has kept nothing. */
const readAnew = (span = SPAN) => new SummaryWindows(dataSource, new OutcomeStore(dataSource)).sum('v1', span);

/** A sum, and how many summaries were read for it. */
async function sum(span = SPAN) {
  const query = vi.spyOn(dataSource, 'query');
  const total = await windows.sum('v1', span);
  const results = query.mock.calls.map(([sql], call) => ({ sql, rows: query.mock.results[call]?.value }));
  query.mockRestore();
  let read = 0;
  for (const { sql, rows } of results) if (sql.includes('summary::text')) read += (await rows).length;
  return { total, read };
}

describe('a sum of hours', () => {
  it('reads the newest hour alone when the others are as they were, and is the same to the last bit', async () => {
    const first = await sum();
    const second = await sum();
    expect([first.read, second.read]).toEqual([HOURS, 1]);
    expect(first.total).toMatchObject({ scored: 3 * HOURS });
    expect(second.total).toStrictEqual(first.total);
  });

  it('has what the newest hour got meanwhile', async () => {
    await sum();
    await score(HOURS - 1, [55.5]);
    const { total, read } = await sum();
    expect(read).toBe(1);
    expect(total).toMatchObject({ scored: 3 * HOURS + 1 });
    expect(total).toStrictEqual(await readAnew());
  });

  it('has a late prediction of an old hour at once, whichever process wrote it', async () => {
    await sum();
    await score(3, [55.5]);
    expect((await sum()).total).toMatchObject({ scored: 3 * HOURS + 1 });

    const other = await openTestDatabase(url);
    await score(5, [66.6], other);
    await other.destroy();
    const { total, read } = await sum();
    expect(read).toBe(HOURS);
    expect(total).toMatchObject({ scored: 3 * HOURS + 2 });
    expect(total).toStrictEqual(await readAnew());
  });

  it('has what was written anew, though the count is the same', async () => {
    const { total: before } = await sum();
    await dataSource.query('DELETE FROM prediction_hour WHERE hour = $1', [new Date(START)]);
    await score(0, [300, 200, 100]);
    const { total } = await sum();
    expect(total?.scored).toBe(before?.scored);
    expect(total).not.toEqual(before);
    expect(total).toStrictEqual(await readAnew());
  });

  it('forgets hours with retention', async () => {
    await sum();
    await new SummaryStore(dataSource).dropBefore(START + 10 * HOUR_MS, START);
    expect((await sum()).total).toMatchObject({ scored: 3 * (HOURS - 10) });
    await new SummaryStore(dataSource).dropBefore(SPAN.to, START);
    expect(await sum()).toEqual({ total: undefined, read: 0 });
  });

  it('is of its version alone', async () => {
    await sum();
    expect(await windows.sum('v2', SPAN)).toBeUndefined();
  });

  it('is kept for eight windows, those that were asked for last', async () => {
    const windowFrom = (hour: number) => ({ from: START + hour * HOUR_MS, to: SPAN.to });
    for (let hour = 0; hour < 8; hour += 1) await sum(windowFrom(hour));
    expect((await sum(windowFrom(0))).read).toBe(1);
    expect((await sum(windowFrom(8))).read).toBe(HOURS - 8);
    expect((await sum(windowFrom(0))).read).toBe(1);
    expect((await sum(windowFrom(2))).read).toBe(1);
    expect((await sum(windowFrom(1))).read).toBe(HOURS - 1);
  });
});

it('summaries that are added stay as they were', () => {
  const amounts = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { maxLength: 5 });
  fc.assert(
    fc.property(amounts, amounts, (some, others) => {
      const [a, b] = [summaryOf(some), summaryOf(others)];
      const before = structuredClone([a, b]);
      mergePredictionSummaries(a, b);
      expect([a, b]).toStrictEqual(before);
    }),
  );
});
