import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testConfig } from '../support/config.js';
import { TestService } from '../support/service.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const V1 = '{model_version="v1"}';

/** What the test's model calls fraud, and what it calls legitimate. */
const FRAUD = { amount: 900, channel: 'online', card_present: false, account_age_days: 200 };
const LEGITIMATE = { amount: 10, channel: 'chip', card_present: true, account_age_days: 200 };

let service: TestService;
beforeAll(async () => {
  service = await TestService.start({
    config: testConfig({
      windows: { performance: '7d', features: '1d', minimum_labels: 1 },
      segments: [{ feature: 'channel' }, { feature: 'amount', edges: [100] }],
    }),
  });
});
afterAll(() => service.stop());

/** One scenario, told in order: eight predictions over a day, then their labels. */
beforeAll(async () => {
  const predict = (transaction_id: string, features: object) => service.post('/predict', { transaction_id, features });
  await predict('a', FRAUD);
  await predict('b', { ...FRAUD, amount: 600 });
  service.clock.advance(2 * HOUR_MS);
  await predict('c', LEGITIMATE);
  await predict('d', { ...LEGITIMATE, amount: 30, account_age_days: null });
  await predict('e', { ...LEGITIMATE, amount: 20, channel: 'fax' });
  service.clock.advance(50 * MINUTE_MS);
  await predict('f', { ...FRAUD, amount: 800 });
  service.clock.advance(4 * MINUTE_MS);
  await predict('g', LEGITIMATE);
  await predict('h', { ...LEGITIMATE, amount: 40 });
  service.clock.advance(MINUTE_MS);
  const label = (transaction_id: string, actual_fraud: boolean) =>
    service.post('/feedback', { transaction_id, actual_fraud });
  await label('a', true); // found: 900
  await label('b', false); // blocked for nothing: 600
  await label('c', false);
  await label('d', true); // missed: 30
  await label('e', false);
  await label('f', true); // found: 800, until it is taken back
  await label('f', false);
});

describe('performance, of the six labelled predictions (tp 1, fp 2, tn 2, fn 1)', () => {
  it.each([
    ['ml_model_accuracy', 3 / 6],
    ['ml_model_precision', 1 / 3],
    ['ml_model_recall', 1 / 2],
    ['ml_model_f1', 2 / 5],
    ['ml_false_positive_rate', 2 / 4],
  ])('%s is %f', async (name, value) => {
    expect(await service.metric(name)).toEqual({ [V1]: value });
  });

  it('ml_model_auc: of 8 pairs, a wins 2 and ties 2, d ties 2 and loses 2', async () => {
    expect(await service.metric('ml_model_auc')).toEqual({ [V1]: (2 + 2 / 2 + 2 / 2) / 8 });
  });

  it('ml_model_average_precision: half of the recall at precision 1/3 (a, b, f), half at 2/6', async () => {
    expect((await service.metric('ml_model_average_precision'))[V1]).toBeCloseTo(
      (1 / 2) * (1 / 3) + (1 / 2) * (2 / 6),
      12,
    );
  });

  it('the interval of a share is that of Wilson: 1 of 3 lies from 0.0615 to 0.7923', async () => {
    const lower = await service.metric('ml_model_metric_lower');
    const upper = await service.metric('ml_model_metric_upper');
    expect(lower['{model_version="v1",metric="precision"}']).toBeCloseTo(0.0615, 4);
    expect(upper['{model_version="v1",metric="precision"}']).toBeCloseTo(0.7923, 4);
  });

  it('the interval of average precision is that of a share of the 2 positives', async () => {
    const lower = await service.metric('ml_model_metric_lower');
    const upper = await service.metric('ml_model_metric_upper');
    const average = '{model_version="v1",metric="average_precision"}';
    expect([lower[average], upper[average]]).toEqual([expect.closeTo(0.0453, 4), expect.closeTo(0.8406, 4)]);
  });

  it.each([
    ['ml_segment_precision', { 'channel=online': 1 / 3, 'amount=from 100': 1 / 3 }],
    ['ml_segment_recall', { 'channel=online': 1, 'amount=from 100': 1, 'channel=chip': 0, 'amount=below 100': 0 }],
    [
      'ml_segment_labelled_predictions',
      { 'channel=online': 3, 'amount=from 100': 3, 'channel=chip': 2, 'channel=(unseen)': 1, 'amount=below 100': 3 },
    ],
  ])('%s is there where its denominator is', async (name, values) => {
    const expected = Object.entries(values).map(([segment, value]) => [
      `{model_version="v1",segment="${segment}"}`,
      value,
    ]);
    expect(await service.metric(name)).toEqual(Object.fromEntries(expected));
  });

  it('ml_segment_accuracy splits by category and by range, unseen categories together', async () => {
    expect(await service.metric('ml_segment_accuracy')).toEqual({
      '{model_version="v1",segment="channel=online"}': 1 / 3,
      '{model_version="v1",segment="channel=chip"}': 1 / 2,
      '{model_version="v1",segment="channel=(unseen)"}': 1,
      '{model_version="v1",segment="amount=from 100"}': 1 / 3,
      '{model_version="v1",segment="amount=below 100"}': 2 / 3,
    });
  });

  it('ml_label_coverage_ratio: six of eight', async () => {
    expect(await service.metric('ml_label_coverage_ratio')).toEqual({ '': 6 / 8 });
  });
});

describe('labels and money', () => {
  it('ml_labels_total counts a correction once more, as what it says', async () => {
    expect(await service.metric('ml_labels_total')).toEqual({
      '{model_version="v1",outcome="tp"}': 2,
      '{model_version="v1",outcome="fp"}': 2,
      '{model_version="v1",outcome="tn"}': 2,
      '{model_version="v1",outcome="fn"}': 1,
    });
  });

  it('money protected never falls: what a correction takes back is counted beside it', async () => {
    expect(await service.metric('ml_revenue_protected_usd_total')).toEqual({ '': 900 + 800 });
    expect(await service.metric('ml_revenue_protected_reversed_usd_total')).toEqual({ '': 800 });
  });

  it('GET /performance has the money that stands', async () => {
    const [version] = (await service.get('/performance')).body.versions;
    expect(version.money).toEqual({ protected: 900, missed: 30, blocked: 600 + 800 });
  });

  it('ml_label_delay_seconds is from scoring to the truth: about three hours for the first two', async () => {
    const buckets = await service.metric('ml_label_delay_seconds_bucket');
    expect(await service.metric('ml_label_delay_seconds_count')).toEqual({ '': 6 });
    expect(buckets['{le="3600"}']).toBe(4);
    expect(buckets['{le="21600"}']).toBe(6);
  });

  it('GET /performance has the delays of all: 5, 55, 55, 55, 175, 175 minutes', async () => {
    const [{ label_delay }] = (await service.get('/performance')).body.versions;
    expect(label_delay.n).toBe(6);
    for (const [quantile, seconds] of [
      ['median', 55 * 60],
      ['p90', 175 * 60],
    ] as const) {
      const { binning, seconds: shown } = label_delay[quantile];
      expect(seconds).toBeGreaterThan(binning.lower);
      expect(seconds).toBeLessThanOrEqual(binning.upper);
      expect(Math.abs(shown / seconds - 1)).toBeLessThan(0.1);
    }
  });
});

describe('traffic', () => {
  it('ml_fraud_rate is of the last day, ml_fraud_rate_current of the last hour', async () => {
    expect(await service.metric('ml_fraud_rate')).toEqual({ '': 3 / 8 });
    expect(await service.metric('ml_fraud_rate_current')).toEqual({ '': 1 / 6 });
  });

  it('ml_predictions_per_second is of the last five whole minutes: f, g and h', async () => {
    expect(await service.metric('ml_predictions_per_second')).toEqual({ '': 3 / 300 });
  });

  it('ml_prediction_distribution and ml_predictions_total count what was stored', async () => {
    expect(await service.metric('ml_prediction_distribution_count')).toEqual({ '': 8 });
    expect(await service.metric('ml_predictions_total')).toEqual({
      '{model_version="v1",prediction="fraud"}': 3,
      '{model_version="v1",prediction="legitimate"}': 5,
    });
  });
});

describe('requests and versions', () => {
  it('ml_prediction_latency_seconds times each of the eight requests once', async () => {
    expect(await service.metric('ml_prediction_latency_seconds_count')).toEqual({ '': 8 });
    const buckets = await service.metric('ml_prediction_latency_seconds_bucket');
    expect(buckets['{le="+Inf"}']).toBe(8);
  });

  it('http_requests_total and http_request_duration_seconds go by the pattern of the route', async () => {
    const labels = '{method="POST",route="/predict",status="200"}';
    expect((await service.metric('http_requests_total'))[labels]).toBe(8);
    expect((await service.metric('http_request_duration_seconds_count'))[labels]).toBe(8);
  });

  it('ml_model_trained_timestamp_seconds is when the first model was made: when the clock of the test began', async () => {
    const { models } = (await service.get('/models')).body;
    expect(await service.metric('ml_model_trained_timestamp_seconds')).toEqual({
      [V1]: Date.parse('2026-03-04T12:00:00Z') / 1_000,
    });
    expect(await service.metric('ml_model_trained_accuracy')).toEqual({ [V1]: models[0].metrics.accuracy });
    expect(await service.metric('ml_decision_threshold')).toEqual({ [V1]: 0.5 });
  });
});

describe('features', () => {
  it('ml_feature_value: amounts 900 600 10 30 20 800 10 40', async () => {
    const values = await service.metric('ml_feature_value');
    const of = (statistic: string) => values[`{feature_name="amount",stat_type="${statistic}"}`];
    const mean = 2_410 / 8;
    const variance = [900, 600, 10, 30, 20, 800, 10, 40].reduce((sum, amount) => sum + (amount - mean) ** 2, 0) / 8;
    expect([of('current'), of('min'), of('max'), of('missing_ratio')]).toEqual([40, 10, 900, 0]);
    expect(of('mean')).toBeCloseTo(mean, 9);
    expect(of('std')).toBeCloseTo(Math.sqrt(variance), 9);
    expect(values['{feature_name="account_age_days",stat_type="missing_ratio"}']).toBe(1 / 8);
    expect(values['{feature_name="channel",stat_type="missing_ratio"}']).toBe(0);
  });

  it.each([
    ['ml_feature_mean', 2_410 / 8],
    ['ml_feature_min', 10],
    ['ml_feature_max', 900],
    // 900 600 10 30 20 800 10 40: the sum of squares is 1,813,100, so the variance 226,637.5 - 301.25^2 = 135,885.9375
    ['ml_feature_std', Math.sqrt(135_885.9375)],
  ])('%s says the same by a name of its own', async (name, value) => {
    expect((await service.metric(name))['{feature_name="amount"}']).toBeCloseTo(value, 9);
  });

  it('ml_feature_distribution counts each numeric value once, by its rank in what the version was fitted on', async () => {
    const buckets = await service.metric('ml_feature_distribution_bucket');
    const of = (le: string) => buckets[`{le="${le}",feature="amount"}`];
    expect([of('0.1'), of('0.5'), of('0.7'), of('1')]).toEqual([5, 5, 6, 8]);
    expect((await service.metric('ml_feature_distribution_count'))['{feature="account_age_days"}']).toBe(7);
  });
});

describe('GET /performance', () => {
  it('has counts, figures with intervals, and what n is', async () => {
    const { body } = await service.get('/performance?window=1d&model_version=v1');
    expect(body).toMatchObject({ window: '1d', minimum_labels: 1, currency: 'USD' });
    expect(body.versions).toHaveLength(1);
    expect(body.versions[0]).toMatchObject({
      model_version: 'v1',
      predictions: 8,
      labels: 6,
      label_coverage: 0.75,
      counts: { tp: 1, fp: 2, tn: 2, fn: 1 },
      figures: { recall: { value: 0.5, n: 2, interval: { lower: expect.any(Number), upper: expect.any(Number) } } },
    });
    expect(body.versions[0].segments).toHaveLength(5);
  });

  it('leaves out what lies before the window', async () => {
    service.clock.advance(2 * DAY_MS);
    expect((await service.get('/performance?window=1d')).body.versions).toEqual([]);
    expect((await service.get('/performance')).body.versions).toHaveLength(1);
  });

  it.each([
    ['window=a+week', 'window'],
    ['window=1m', 'window'],
    ['window=400d', 'window'],
    ['model_version=latest', 'model_version'],
    ['windows=7d', 'windows'],
  ])('refuses ?%s, naming the field', async (query, field) => {
    const answer = await service.get(`/performance?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe(field);
  });

  it('knows no figures of a version that is not there', async () => {
    const { status, body } = await service.get('/performance?model_version=v77');
    expect([status, body.detail]).toEqual([404, 'there is no model version v77']);
  });
});

it('counters of the active version are there from the start, at 0', async () => {
  const young = await TestService.start();
  expect(await young.metric('ml_labels_total')).toEqual(
    Object.fromEntries(['tp', 'fp', 'tn', 'fn'].map((outcome) => [`{model_version="v1",outcome="${outcome}"}`, 0])),
  );
  expect(await young.metric('ml_predictions_total')).toEqual({
    '{model_version="v1",prediction="fraud"}': 0,
    '{model_version="v1",prediction="legitimate"}': 0,
  });
  await young.stop();
});
