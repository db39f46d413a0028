import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FEATURES, testConfig } from '../support/config.js';
import { TestService } from '../support/service.js';

const DAY_MS = 86_400_000;
const LABELS = '{model_version="v1"}';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start({ config: testConfig({ windows: { performance: '7d', minimum_labels: 10 } }) });
});
afterAll(() => service.stop());

/** Scores transactions that the model calls fraud or not, and labels them so that the four outcomes have these counts. */
async function play(
  name: string,
  { tp, fp, tn, fn }: { tp: number; fp: number; tn: number; fn: number },
): Promise<void> {
  const said = {
    true: { amount: 900, channel: 'online', card_present: false },
    false: { amount: 10, channel: 'chip', card_present: true },
  };
  const outcomes = [
    ...Array<[boolean, boolean]>(tp).fill([true, true]),
    ...Array<[boolean, boolean]>(fp).fill([true, false]),
    ...Array<[boolean, boolean]>(tn).fill([false, false]),
    ...Array<[boolean, boolean]>(fn).fill([false, true]),
  ].map(([predicted, actual], index) => ({ transaction_id: `${name}-${index}`, predicted, actual }));
  const transactions = outcomes.map(({ transaction_id, predicted }) => ({
    transaction_id,
    features: { ...said[`${predicted}`], account_age_days: 200 },
  }));
  const { body } = await service.post('/predict/batch', { transactions });
  expect(body.predictions.map((row: { prediction: number }) => row.prediction)).toEqual(
    outcomes.map(({ predicted }) => Number(predicted)),
  );
  const labels = outcomes.map(({ transaction_id, actual }) => ({ transaction_id, actual_fraud: actual }));
  await service.post('/feedback/batch', { labels });
}

describe('the gauges of realised performance', () => {
  it('are absent below the minimum count of labels, while the count itself is shown', async () => {
    await play('few', { tp: 1, fp: 2, tn: 3, fn: 3 });
    expect(await service.metric('ml_model_accuracy')).toEqual({});
    expect(await service.metric('ml_model_labelled_predictions')).toEqual({ [LABELS]: 9 });
  });

  it('are what the four counts give: tp 4, fp 2, tn 10, fn 4', async () => {
    await play('more', { tp: 3, fp: 0, tn: 7, fn: 1 });
    expect(await service.metric('ml_model_accuracy')).toEqual({ [LABELS]: 14 / 20 });
    expect(await service.metric('ml_model_precision')).toEqual({ [LABELS]: 4 / 6 });
    expect(await service.metric('ml_model_recall')).toEqual({ [LABELS]: 4 / 8 });
    expect(await service.metric('ml_model_f1')).toEqual({ [LABELS]: 8 / 14 });
  });

  it('follow a correction', async () => {
    await service.post('/feedback', { transaction_id: 'more-0', actual_fraud: false });
    expect(await service.metric('ml_model_accuracy')).toEqual({ [LABELS]: 13 / 20 });
  });

  it('belong to the time of the prediction: a late label does not bring back what left the window', async () => {
    await service.post('/predict', { transaction_id: 'old', features: FEATURES });
    service.clock.advance(8 * DAY_MS);
    await service.post('/feedback', { transaction_id: 'old', actual_fraud: false });
    expect(await service.metric('ml_model_labelled_predictions')).toEqual({});
  });

  it('count predictions by class and version, not by request', async () => {
    expect(await service.metric('ml_predictions_total')).toEqual({
      '{model_version="v1",prediction="fraud"}': 6,
      '{model_version="v1",prediction="legitimate"}': 15,
    });
  });
});

describe('/metrics', () => {
  it('says which versions there are and which one answers', async () => {
    expect(await service.metric('ml_model_info')).toEqual({ '{model_version="v1",algorithm="histogram-forest"}': 1 });
    expect(await service.metric('ml_model_active')).toEqual({ [LABELS]: 1 });
  });

  it('speaks OpenMetrics when asked', async () => {
    const { body, headers } = await service.get('/metrics', { accept: 'application/openmetrics-text; version=1.0.0' });
    expect(headers['content-type']).toMatch(/^application\/openmetrics-text/);
    expect(body).toMatch(/# EOF\n$/);
  });

  it('keeps its two formats apart when both are asked for at once', async () => {
    const pages = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        service.get('/metrics', i % 2 ? { accept: 'application/openmetrics-text' } : {}),
      ),
    );
    expect(pages.map(({ body }) => (body as string).endsWith('# EOF\n'))).toEqual(pages.map((_, i) => i % 2 === 1));
  });
});
