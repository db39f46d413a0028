import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowValues } from '../../src/models/index.js';
import { FEATURES } from '../support/config.js';
import { TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('POST /predict', () => {
  it('answers with class, probability and version, and makes an id', async () => {
    const { status, body } = await service.post('/predict', { features: FEATURES });
    expect(status).toBe(200);
    expect(body).toEqual({
      transaction_id: expect.stringMatching(UUID_V7) as string,
      prediction: 0,
      label: 'legitimate',
      probability: expect.any(Number) as number,
      model_version: 'v1',
      latency_ms: expect.any(Number) as number,
    });
  });

  it('finds what the history taught: large amounts online are fraud', async () => {
    const { body } = await service.post('/predict', {
      features: { ...FEATURES, amount: 900, channel: 'online', card_present: false },
    });
    expect(body).toMatchObject({ prediction: 1, label: 'fraud' });
    expect(body.probability).toBeGreaterThan(0.5);
  });

  it('has stored the row before it answers, every value as it came', async () => {
    await service.post('/predict', {
      transaction_id: 'kept',
      timestamp: '2026-03-01T08:00:00+02:00',
      features: FEATURES,
    });
    const [row] = await service.dataSource.query(`SELECT * FROM prediction WHERE transaction_id = 'kept'`);
    expect(row).toMatchObject({ model_version: 'v1', schema_version: 1, amount: 120.5, positive: false, unseen: null });
    expect(row.transaction_time).toEqual(new Date('2026-03-01T06:00:00Z'));
    expect(row.scored_at).toEqual(new Date(service.clock.now()));
    expect([...rowValues(row.features)]).toEqual([120.5, 0, 1, 400]);
  });

  it('takes null, an absent value and a configured "unknown" as missing, where a feature may be missing', async () => {
    await service.post('/predict', {
      transaction_id: 'gaps',
      features: { amount: 1, card_present: true, channel: 'unknown', account_age_days: null },
    });
    const { body } = await service.get('/predictions/gaps');
    expect(body.features).toEqual({ amount: 1, channel: null, card_present: true, account_age_days: null });
  });

  it('keeps a category that it has never seen', async () => {
    await service.post('/predict', {
      transaction_id: 'new-category',
      features: { ...FEATURES, channel: 'carrier pigeon' },
    });
    expect((await service.get('/predictions/new-category')).body.features.channel).toBe('carrier pigeon');
  });
});

describe('a repeat', () => {
  const transaction = { transaction_id: 'again', features: FEATURES };

  it('with the same features answers with what was stored, and counts once', async () => {
    const before = await service.metric('ml_predictions_total');
    const first = await service.post('/predict', transaction);
    service.clock.advance(60_000);
    const second = await service.post('/predict', transaction);
    expect({ ...second.body, latency_ms: 0 }).toEqual({ ...first.body, latency_ms: 0 });
    const after = await service.metric('ml_predictions_total');
    const labels = '{model_version="v1",prediction="legitimate"}';
    expect(after[labels]).toBe((before[labels] ?? 0) + 1);
  });

  it('with other features is a conflict, and changes nothing', async () => {
    const answer = await service.post('/predict', { ...transaction, features: { ...FEATURES, amount: 121 } });
    expect(answer.status).toBe(409);
    expect(answer.body.errors[0].field).toBe('transaction_id');
    expect((await service.get('/predictions/again')).body.features.amount).toBe(120.5);
  });

  it('sent 20 times at once is stored once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => service.post('/predict', { transaction_id: 'rush', features: FEATURES })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const [{ count }] = await service.dataSource.query(
      `SELECT count(*)::int FROM prediction WHERE transaction_id = 'rush'`,
    );
    expect(count).toBe(1);
  });

  it('inside a batch names its row when the features differ', async () => {
    const answer = await service.post('/predict/batch', {
      transactions: [{ features: FEATURES }, { transaction_id: 'again', features: { ...FEATURES, amount: 5 } }],
    });
    expect(answer.status).toBe(409);
    expect(answer.body.errors[0].field).toBe('transactions[1].transaction_id');
  });
});

describe('POST /predict/batch', () => {
  it('answers in order', async () => {
    const transactions = Array.from({ length: 2_500 }, (_, i) => ({
      transaction_id: `batch-${i}`,
      features: { ...FEATURES, amount: i },
    }));
    const { status, body } = await service.post('/predict/batch', { transactions });
    expect(status).toBe(200);
    expect(body.predictions.map((row: { transaction_id: string }) => row.transaction_id)).toEqual(
      transactions.map((row) => row.transaction_id),
    );
    const [{ count }] = await service.dataSource.query(
      `SELECT count(*)::int FROM prediction WHERE transaction_id LIKE 'batch-%'`,
    );
    expect(count).toBe(2_500);
  });
});

describe('an explanation', () => {
  const features = { ...FEATURES, amount: 900, channel: 'online', card_present: false };

  it('comes with the prediction when asked for, and sums to the probability', async () => {
    const { body } = await service.post('/predict', { transaction_id: 'why', features, explain: true });
    const { base, contributions, rest } = body.explanation;
    const sum = contributions.reduce(
      (total: number, { contribution }: { contribution: number }) => total + contribution,
      base + rest,
    );
    expect(sum).toBeCloseTo(body.probability, 12);
    expect(contributions[0]).toMatchObject({ feature: 'amount', value: 900 });
  });

  it('can be had later, by the version that scored it', async () => {
    const { body } = await service.get('/predictions/why?explain=true');
    expect(body.explanation.contributions.map(({ feature }: { feature: string }) => feature).sort()).toEqual(
      Object.keys(features).sort(),
    );
    expect((await service.get('/predictions/why')).body.explanation).toBeUndefined();
    expect((await service.get('/predictions/why?explain=maybe')).body.errors[0].field).toBe('explain');
  });
});

describe('GET /predictions/:transaction_id', () => {
  it('gives the prediction, its features and no feedback while there is none', async () => {
    const { body } = await service.get('/predictions/kept');
    expect(body).toMatchObject({
      transaction_id: 'kept',
      prediction: 0,
      model_version: 'v1',
      timestamp: '2026-03-01T06:00:00.000Z',
      features: FEATURES,
      feedback: null,
    });
  });

  it('is 404 for an id that was never scored', async () => {
    const answer = await service.get('/predictions/never');
    expect(answer.status).toBe(404);
    expect(answer.body.detail).toContain('never');
  });
});
