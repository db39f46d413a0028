import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/index.js';
import { Resegmenter } from '../../src/metrics/summaries/resegmenter.js';
import { testConfig } from '../support/config.js';
import { createDatabase } from '../support/database.js';
import { TestService } from '../support/service.js';

const HOUR_MS = 3_600_000;

const withSegments = (segments: object[]): Config =>
  testConfig({ windows: { performance: '7d', minimum_labels: 1 }, segments: segments as never });
const BY_CHANNEL = withSegments([{ feature: 'channel' }]);
const BY_AMOUNT = withSegments([{ feature: 'amount', edges: [100, 500] }]);
const OTHER_EDGES = withSegments([{ feature: 'channel' }, { feature: 'amount', edges: [300] }]);

let databaseUrl: string;
let clock: TestService['clock'];
let open: TestService[];
beforeAll(async () => {
  databaseUrl = await createDatabase();
  const first = await TestService.start({ databaseUrl, config: BY_CHANNEL });
  clock = first.clock;
  await first.stop();
});
beforeEach(() => {
  open = [];
  return () => Promise.all(open.map((service) => service.stop()));
});
afterAll(async () => {
  const last = await TestService.start({ databaseUrl, history: 0 });
  expect((await last.dataSource.query('SELECT min(least(tp, fp, tn, fn))::int FROM outcome_hour'))[0].min).toBe(0);
  await last.stop();
});

async function start(config: Config): Promise<TestService> {
  const service = await TestService.start({ databaseUrl, config, clock, history: 0 });
  open.push(service);
  return service;
}

/** Scores and labels four transactions: amounts 50 and 900, in the chip and online. */
async function play(service: TestService, name: string): Promise<void> {
  const transactions = [50, 900].flatMap((amount) =>
    ['chip', 'online'].map((channel) => ({
      transaction_id: `${name} ${amount} ${channel}`,
      features: { amount, channel, card_present: channel === 'chip', account_age_days: 10 },
    })),
  );
  await service.post('/predict/batch', { transactions });
  const labels = transactions.map(({ transaction_id }) => ({ transaction_id, actual_fraud: false }));
  await service.post('/feedback/batch', { labels });
  await service.metric('ml_model_active'); // returns when the summaries hold everything
}

async function correct(service: TestService, transaction_id: string): Promise<void> {
  expect((await service.post('/feedback', { transaction_id, actual_fraud: true })).body.status).toBe('corrected');
  await service.metric('ml_model_active');
}

/** Labels, and among them positives, by segment. */
async function segments(service: TestService): Promise<Record<string, [number, number]>> {
  await service.application.get(Resegmenter, { strict: false }).run();
  const [version] = (await service.get('/performance')).body.versions;
  return Object.fromEntries(
    version.segments.map(({ segment, labels, counts: { tp, fn } }: any) => [segment, [labels, tp + fn]]),
  );
}

it('follow the config: labels recorded before are split by the new edges, corrections of them too', async () => {
  const before = await start(BY_CHANNEL);
  await play(before, 'a');
  clock.advance(2 * HOUR_MS);
  expect(await segments(before)).toEqual({ 'channel=chip': [2, 0], 'channel=online': [2, 0] });
  await before.stop();
  open = [];

  const after = await start(BY_AMOUNT);
  await correct(after, 'a 900 chip');
  expect(await segments(after)).toEqual({ 'amount=below 100': [2, 0], 'amount=from 500': [2, 1] });
});

it('are those of the new config as soon as it starts, without a label', async () => {
  const after = await start(OTHER_EDGES);
  const expected = {
    'channel=chip': [2, 1],
    'channel=online': [2, 0],
    'amount=below 300': [2, 0],
    'amount=from 300': [2, 1],
  };
  expect(await segments(after)).toEqual(expected);
  expect(Object.keys(await after.metric('ml_segment_labelled_predictions'))).toHaveLength(4);
});

describe('while two replicas have different configs', () => {
  it('each shows its own segments, and none that are half of what they should be', async () => {
    const [old, young] = [await start(BY_CHANNEL), await start(OTHER_EDGES)];
    await play(old, 'b');
    await correct(young, 'b 50 online');
    await correct(old, 'a 50 chip');
    await play(young, 'c');
    expect(await segments(young)).toEqual({
      'channel=chip': [6, 2],
      'channel=online': [6, 1],
      'amount=below 300': [6, 2],
      'amount=from 300': [6, 1],
    });
    expect(await segments(old)).toEqual({ 'channel=chip': [6, 2], 'channel=online': [6, 1] });
  });
});

it('are gone when the config names none', async () => {
  expect(await segments(await start(withSegments([])))).toEqual({});
});

it('a label that waits to be summarised is counted once, whoever splits its hour', async () => {
  const service = await start(BY_CHANNEL);
  await service.post('/feedback', { transaction_id: 'c 900 online', actual_fraud: true });
  await service.dataSource.query('UPDATE outcome_hour SET segmentation = NULL');
  await service.application.get(Resegmenter, { strict: false }).run();
  await service.metric('ml_model_active');
  expect(await segments(service)).toEqual({ 'channel=chip': [6, 2], 'channel=online': [6, 2] });
});
