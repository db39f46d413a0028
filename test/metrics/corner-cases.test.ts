import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countChange, noOutcomeCounts } from '../../src/metrics/summaries/outcome-summary.js';
import { TEST_CLASSIFIER, testConfig } from '../support/config.js';
import { TestService } from '../support/service.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const V1 = '{model_version="v1"}';

/** What the test's model calls fraud, and what it calls legitimate. */
const CALLED = { amount: 900, channel: 'online', card_present: false, account_age_days: 200 };
const UNCALLED = { amount: 10, channel: 'chip', card_present: true, account_age_days: 200 };

/** As many categories as make one segment too many for the page. */
const CHANNELS = ['chip', 'online', ...Array.from({ length: 49 }, (_, place) => `terminal ${place}`)];
const [channel] = TEST_CLASSIFIER.features.filter(({ name }) => name === 'channel');

let service: TestService;
beforeAll(async () => {
  service = await TestService.start({
    config: testConfig({
      features: TEST_CLASSIFIER.features.map((feature) =>
        feature === channel ? { name: 'channel', kind: 'categorical', categories: CHANNELS, required: false } : feature,
      ),
      windows: { performance: '2h', features: '2h', minimum_labels: 1 },
      retention: { predictions: '30d' },
      segments: [{ feature: 'amount', edges: [100, 500] }, { feature: 'channel' }],
    }),
  });
});
afterAll(() => service.stop());
/** Each test begins on the hour, with nothing in the windows. */
beforeEach(() => {
  const thisHour = Math.floor(service.clock.now() / HOUR_MS) * HOUR_MS;
  service.clock.advance(thisHour + 4 * HOUR_MS - service.clock.now());
});

const predict = (transaction_id: string, features: object) => service.post('/predict', { transaction_id, features });
const label = (transaction_id: string, actual_fraud: boolean) =>
  service.post('/feedback', { transaction_id, actual_fraud });

/** GET /performance of the one version, after everything is summarised. */
async function performance(): Promise<any> {
  await service.metric('ml_model_active');
  return (await service.get('/performance')).body.versions[0];
}

describe('a window begins with the hour that it reaches into', () => {
  beforeEach(async () => {
    await predict(`at ${service.clock.now()}`, UNCALLED); // on the hour
    await label(`at ${service.clock.now()}`, false);
  });

  it('at half past, two hours reach back to the hour before last', async () => {
    service.clock.advance(2 * HOUR_MS + 30 * MINUTE_MS);
    expect(await service.metric('ml_model_labelled_predictions')).toEqual({ [V1]: 1 });
    expect(await service.metric('ml_feature_mean')).toHaveProperty('{feature_name="amount"}', 10);
    expect((await performance()).labels).toBe(1);
  });

  it('on the hour after that they do not', async () => {
    service.clock.advance(3 * HOUR_MS);
    expect(await service.metric('ml_model_labelled_predictions')).toEqual({});
    expect(await service.metric('ml_feature_mean')).toEqual({});
  });
});

it.each(['/performance', '/drift'])('%s refuses a window that begins before what is kept', async (url) => {
  expect((await service.get(`${url}?window=30d`)).status).toBe(200);
  const { status, body } = await service.get(`${url}?window=31d`);
  expect([status, body.errors[0].field]).toEqual([400, 'window']);
  expect(body.errors[0].detail).toContain('from 1h to 30d (older predictions are forgotten: retention.predictions)');
});

describe('a correction from false to true', () => {
  const [falseAlarm, found, missed, quiet] = ['false alarm', 'found', 'missed', 'quiet'];

  it('of a row that was called makes it found, of one that was not, missed; ROC AUC and money follow', async () => {
    for (const id of [falseAlarm, found]) await predict(id, CALLED);
    for (const id of [missed, quiet]) await predict(id, UNCALLED);
    for (const id of [falseAlarm, found, missed, quiet]) await label(id, false);
    expect((await performance()).figures.auc).toBeNull();

    await label(found, true);
    // One positive ties with the other called row, and beats two.
    expect(await performance()).toMatchObject({
      counts: { tp: 1, fp: 1, tn: 2, fn: 0 },
      figures: { auc: { value: 2.5 / 3 } },
      money: { protected: 900, missed: 0, blocked: 900 },
    });

    await label(missed, true);
    // Of four pairs one is won, one is lost, two are tied.
    expect(await performance()).toMatchObject({
      counts: { tp: 1, fp: 1, tn: 1, fn: 1 },
      figures: { auc: { value: 0.5 } },
      money: { protected: 900, missed: 10, blocked: 900 },
    });
  });
});

describe('a refund', () => {
  it('that was missed lowers what was missed', async () => {
    await predict('payment', UNCALLED);
    await predict('refund', { ...UNCALLED, amount: -4 });
    await label('payment', true);
    await label('refund', true);
    expect((await performance()).money).toEqual({ protected: 0, missed: 10 - 4, blocked: 0 });
  });

  it('keeps its sign in the cell that it enters and in the one that a correction takes it from', () => {
    const sum = noOutcomeCounts();
    const refund = { transactionId: 'r', scoredAt: 0, labelledAt: 0, modelVersion: 'v1', score: 0.9, amount: -30 };
    countChange(sum, { ...refund, predicted: true, previous: null, actual: true });
    expect(sum.amountMicros).toEqual({ tp: -30_000_000, fp: 0, tn: 0, fn: 0 });
    countChange(sum, { ...refund, predicted: true, previous: true, actual: false });
    expect(sum.amountMicros).toEqual({ tp: 0, fp: -30_000_000, tn: 0, fn: 0 });
  });
});

describe('segments', () => {
  it('a value on an edge belongs to the range above it', async () => {
    for (const [id, amount] of Object.entries({ under: 99.99, on: 100, between: 499.99, top: 500 })) {
      await predict(id, { ...UNCALLED, amount });
      await label(id, false);
    }
    const labelled = await service.metric('ml_segment_labelled_predictions');
    expect(labelled).toMatchObject({
      '{model_version="v1",segment="amount=below 100"}': 1,
      '{model_version="v1",segment="amount=100 to 500"}': 2,
      '{model_version="v1",segment="amount=from 500"}': 1,
    });
  });

  it('of 53 the page shows the 50 with the most labels, GET /performance all', async () => {
    const rows = CHANNELS.flatMap((name) => [1, 2, 3].map((copy) => ({ name, copy, id: `${name} ${copy}` })));
    // Of the last two channels one row each: they, and one range of amounts, have the fewest labels.
    const kept = rows.filter(({ name, copy }) => copy === 1 || !CHANNELS.slice(-2).includes(name));
    const transactions = kept.map(({ name, id }) => ({ transaction_id: id, features: { ...UNCALLED, channel: name } }));
    transactions.push({ transaction_id: 'large', features: { ...CALLED, channel: 'online' } });
    await service.post('/predict/batch', { transactions });
    await service.post('/feedback/batch', {
      labels: transactions.map(({ transaction_id }) => ({ transaction_id, actual_fraud: false })),
    });

    const { segments } = await performance();
    const shown = Object.keys(await service.metric('ml_segment_labelled_predictions'));
    expect(segments).toHaveLength(53);
    expect(shown).toHaveLength(50);
    for (const few of ['channel=terminal 47', 'channel=terminal 48', 'amount=from 500']) {
      expect(shown).not.toContain(`{model_version="v1",segment="${few}"}`);
    }
    expect(Object.keys(await service.metric('ml_segment_accuracy'))).toHaveLength(50);
  });
});
