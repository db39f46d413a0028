import { afterAll, beforeAll, expect, it } from 'vitest';
import { FeedbackRetention } from '../../src/feedback/feedback-retention.js';
import { SummaryRetention } from '../../src/metrics/summaries/summary-retention.js';
import { PredictionRetention } from '../../src/prediction/prediction-retention.js';
import { testConfig } from '../support/config.js';
import { TestService } from '../support/service.js';

const HOUR_MS = 3_600_000;
const DAYS = 40;
/** Shares of the figures that a process keeps, and of the scrape itself, change by looking at them. */
const OWN_FIGURES = /^(?:# |http_|process_|nodejs_)/;

let service: TestService;
beforeAll(async () => {
  service = await TestService.start({
    config: testConfig({
      windows: { performance: '14d', features: '14d', minimum_labels: 5 },
      drift: { minimum_rows: 50, window: '7d' },
      retention: { predictions: '14d' },
      segments: [{ feature: 'channel' }],
    }),
  });
  for (let round = 0; round < 2 * DAYS; round += 1) await play(round);
});
afterAll(() => service.stop());

/** Half a day: ten predictions, most of them labelled. */
async function play(round: number): Promise<void> {
  const transactions = Array.from({ length: 10 }, (_, row) => ({
    transaction_id: `${round}-${row}`,
    features: {
      amount: (round * 131 + row * 97) % 1_000,
      channel: row % 3 ? 'online' : 'chip',
      card_present: row % 3 === 0,
      account_age_days: round,
    },
  }));
  await service.post('/predict/batch', { transactions });
  service.clock.advance(HOUR_MS);
  const labels = transactions
    .slice(0, 7)
    .map(({ transaction_id }, row) => ({ transaction_id, actual_fraud: row % 2 === 0 }));
  await service.post('/feedback/batch', { labels });
  service.clock.advance(11 * HOUR_MS);
}

interface Shown {
  gauges: string[];
  performance: unknown;
  longest: unknown;
}

async function shown(): Promise<Shown> {
  await service.metric('ml_model_active'); // returns when the summaries hold everything
  const page = (await service.get('/metrics')).body as string;
  return {
    gauges: page.split('\n').filter((line) => !OWN_FIGURES.test(line)),
    performance: (await service.get('/performance')).body,
    longest: (await service.get('/performance?window=14d&model_version=v1')).body,
  };
}

/** Rows of each table from before the window, and in it. */
async function rows(): Promise<Record<string, [old: number, kept: number]>> {
  const begin = new Date(Math.floor((service.clock.now() - 14 * 24 * HOUR_MS) / HOUR_MS) * HOUR_MS);
  const counted = await Promise.all(
    [
      ['prediction', 'scored_at'],
      ['label', 'scored_at'],
      ['label_change', 'scored_at'],
      ['prediction_key', 'scored_at'],
      ['prediction_hour', 'hour'],
      ['outcome_hour', 'hour'],
      ['prediction_minute', 'minute'],
    ].map(async ([table, time]) => {
      const [{ old, kept }] = await service.dataSource.query(
        `SELECT count(*) FILTER (WHERE ${time} < $1)::int AS old, count(*) FILTER (WHERE ${time} >= $1)::int AS kept FROM ${table}`,
        [begin],
      );
      return [table, [old, kept]] as [string, [number, number]];
    }),
  );
  return Object.fromEntries(counted);
}

it('old weeks are forgotten, and no figure of the longest window changes', async () => {
  const before = { shown: await shown(), rows: await rows() };
  for (const retention of [PredictionRetention, FeedbackRetention, SummaryRetention]) {
    await service.application.get<{ apply: () => Promise<void> }>(retention, { strict: false }).apply();
  }
  expect(before.shown.performance).toMatchObject({ versions: [{ predictions: 280, labels: 196 }] });
  expect(before.shown.gauges).toContainEqual(expect.stringMatching(/^ml_fraud_rate \d/));
  expect(await shown()).toEqual(before.shown);

  const after = await rows();
  for (const [table, [old, kept]] of Object.entries(after)) {
    const [oldBefore, keptBefore] = before.rows[table];
    expect({ table, fewer: old < oldBefore / 2 }).toEqual({ table, fewer: true });
    if (table !== 'prediction_minute') expect({ table, kept }).toEqual({ table, kept: keptBefore });
  }
});

it('summaries go with the weeks of the log that they are of', async () => {
  const [{ log, sums, labels, outcomes }] = await service.dataSource.query(`SELECT
    (SELECT count(*) FROM prediction)::int AS log, (SELECT sum(scored) FROM prediction_hour)::int AS sums,
    (SELECT count(*) FROM label)::int AS labels,
    (SELECT sum(tp + fp + tn + fn) FROM outcome_hour WHERE segment = '')::int AS outcomes`);
  expect([sums, outcomes]).toEqual([log, labels]);
});
