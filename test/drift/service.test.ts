import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DriftService } from '../../src/drift/drift.service.js';
import { FEATURES, testConfig } from '../support/config.js';
import { createDatabase } from '../support/database.js';
import { TestService } from '../support/service.js';
import { columnsWith, DAY_MS, driftOf, HOUR_MS } from './traffic.js';

const config = testConfig({ drift: { minimum_rows: 200, tests: { amount: 'ks', card_present: 'none' } } });
let databaseUrl: string;
let service: TestService;
beforeAll(async () => {
  databaseUrl = await createDatabase();
  service = await TestService.start({ config, databaseUrl, history: 2_000 });
});
afterAll(() => service.stop());

/** Scores transactions like those of the history, but for the changes. */
async function score(name: string, rows: number, changes: object = {}): Promise<void> {
  const transactions = Array.from({ length: rows }, (_, index) => {
    const channel = index % 3 === 0 ? 'online' : 'chip';
    const features = {
      amount: (index * 37) % 1_000,
      channel,
      card_present: channel === 'chip',
      account_age_days: (index * 7) % 1_600,
    };
    return { transaction_id: `${name}-${index}`, features: { ...features, ...changes } };
  });
  const { status } = await service.post('/predict/batch', { transactions });
  expect(status).toBe(200);
}

const GAUGES = [
  'ml_feature_drift',
  'ml_prediction_drift',
  'ml_feature_drifted',
  'ml_prediction_drifted',
  'ml_drift_share',
];

describe('GET /drift', () => {
  it('has no verdict below the minimum of rows, and no gauges', async () => {
    await score('few', 199);
    const drift = await driftOf(service);
    expect(columnsWith('insufficient-data', drift)).toHaveLength(5);
    expect(drift).toMatchObject({ model_version: 'v1', current: { predictions: 199 }, drift_share: null });
    for (const gauge of GAUGES) expect(await service.metric(gauge)).toEqual({});
  });

  it('finds traffic like the history stable, with the rule beside it', async () => {
    await score('more', 301);
    const drift = await driftOf(service);
    expect(columnsWith('stable', drift)).toEqual(['score', 'amount', 'channel', 'account_age_days']);
    expect(columnsWith('not-tested', drift)).toEqual(['card_present']);
    expect(drift.rule).toMatchObject({ minimum_rows: 200, false_alarm_rate: 0.01, tests: 10 });
    expect(drift.rule.expected_false_alarms_per_month).toBeLessThan(0.1);
    expect(drift.features[0]).toMatchObject({
      name: 'amount',
      test: 'ks',
      statistics: { ks: { value: expect.any(Number) } },
    });
    expect(await service.metric('ml_drift_share')).toEqual({ '': 0 });
  });

  it('says what waits for the window before, and no share meanwhile', async () => {
    const changes = { amount: 12_000, channel: 'wallet', card_present: false };
    service.clock.advance(10 * DAY_MS);
    await score('after a pause', 300, changes);
    const drift = await driftOf(service);
    const { verdict, window, required, actual, unconfirmed } = drift.features[0];
    expect({ verdict, window, required, actual, unconfirmed }).toEqual({
      verdict: 'insufficient-data',
      window: 'previous',
      required: 200,
      actual: 0,
      unconfirmed: ['distribution', 'out_of_range'],
    });
    expect(columnsWith('stable', drift)).toContain('account_age_days');
    expect(drift.drift_share).toBeNull();
    expect(await service.metric('ml_drift_share')).toEqual({});
    expect(await service.metric('ml_feature_drifted')).toEqual({ '{feature_name="account_age_days"}': 0 });
  });

  it('calls a feature drifted when a second day confirms the first, and names new categories', async () => {
    service.clock.advance(10 * DAY_MS);
    await score('a quiet day', 300);
    service.clock.advance(DAY_MS + HOUR_MS);
    const changes = { amount: 12_000, channel: 'wallet', account_age_days: null };
    await score('first day', 300, changes);
    const first = await driftOf(service);
    expect(columnsWith('drifted', first)).toEqual([]);
    expect(first.features[1]).toMatchObject({ verdict: 'stable', unconfirmed: ['distribution', 'unseen'] });
    service.clock.advance(DAY_MS + HOUR_MS);
    await score('second day', 300, changes);
    const drift = await driftOf(service);
    expect(columnsWith('drifted', drift)).toEqual(expect.arrayContaining(['amount', 'channel', 'account_age_days']));
    const [amount, channel, cardPresent, age] = drift.features;
    expect(amount).toMatchObject({
      reasons: ['distribution', 'out_of_range'],
      current: { out_of_range: { current: 1 } },
    });
    expect(channel).toMatchObject({ reasons: ['distribution', 'unseen'], new_categories: ['wallet'] });
    expect(cardPresent).toMatchObject({ verdict: 'not-tested' });
    expect(age).toMatchObject({ reasons: ['missing'], current: { missing: { reference: 0, current: 1 } } });
    expect(await service.metric('ml_feature_drifted')).toEqual({
      '{feature_name="amount"}': 1,
      '{feature_name="channel"}': 1,
      '{feature_name="account_age_days"}': 1,
    });
    expect(drift.drift_share).toBe(1);
  });

  it('takes a window of a length of its own', async () => {
    const drift = await driftOf(service, '?window=3d&model_version=v1');
    expect(drift.current.predictions).toBe(900);
    expect(drift.previous.predictions).toBe(0);
  });

  it('sums windows of many hours, read in pages', async () => {
    for (let hour = 0; hour < 60; hour += 1) {
      service.clock.advance(HOUR_MS);
      await score(`hour ${hour}`, 5);
    }
    const drift = await driftOf(service, '?window=59h');
    expect(drift.current.predictions).toBe(300);
    expect(drift.previous.predictions).toBe(900);
  });

  it('is shared by those who ask the same at the same time', async () => {
    const drift = service.application.get(DriftService, { strict: false });
    const first = drift.check();
    const [other, failing] = [drift.check({ windowMs: DAY_MS }), drift.check({ modelVersion: 'v99' })];
    expect(drift.check()).toBe(first);
    expect(drift.check({ windowMs: DAY_MS })).toBe(other);
    const prompt = drift.check({}, 'prompt');
    expect(drift.check({}, 'prompt')).toBe(prompt);
    expect(prompt).not.toBe(first);
    await expect(failing).rejects.toThrow('v99');
    const answer = await first;
    expect(answer).toMatchObject({ kind: 'compared' });
    expect(await prompt).toEqual(answer);
    expect(drift.check()).not.toBe(first);
  });

  it.each([
    ['?window=soon', 400, 'window'],
    ['?window=10m', 400, 'window'],
    ['?model_version=latest', 400, 'model_version'],
    ['?model_version=v99', 404, undefined],
  ])('%s is answered with %d', async (query, status, field) => {
    const answer = await service.get(`/drift${query}`);
    expect(answer.status).toBe(status);
    expect(answer.body.errors?.[0].field).toBe(field);
  });

  it('says the same in another replica, and so do the gauges', async () => {
    const other = await TestService.start({ config, databaseUrl, clock: service.clock, history: 0 });
    expect(await driftOf(other)).toEqual(await driftOf(service));
    for (const gauge of GAUGES) expect(await other.metric(gauge)).toEqual(await service.metric(gauge));
    await other.stop();
  });

  it('judges the predictions of the active version alone', async () => {
    const [{ version }] = await service.dataSource.query(
      `INSERT INTO model_version (schema_version, engine, parameters, metrics, training, reference, artefact, created_at)
       SELECT schema_version, engine, parameters, metrics, training, reference, artefact, created_at FROM model_version
       RETURNING version`,
    );
    await service.post('/predict', { features: FEATURES });
    await service.dataSource.query(
      `INSERT INTO deployment (model_version, previous_version, kind, actor, reason, deployed_at)
       VALUES ($1, 'v1', 'deploy', 'the test', 'a copy', now())`,
      [version],
    );
    expect(await driftOf(service)).toMatchObject({ model_version: version, current: { predictions: 0 } });
  });
});
