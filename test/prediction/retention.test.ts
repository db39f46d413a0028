import { afterAll, beforeAll, expect, it } from 'vitest';
import { FeedbackRetention } from '../../src/feedback/feedback-retention.js';
import { PredictionRetention } from '../../src/prediction/prediction-retention.js';
import { FEATURES, testConfig } from '../support/config.js';
import { TestService } from '../support/service.js';

const DAY_MS = 86_400_000;

let service: TestService;
beforeAll(async () => {
  service = await TestService.start({
    config: testConfig({ retention: { predictions: '30d', pending_labels: '10d' } }),
  });
});
afterAll(() => service.stop());

it('forgets whole weeks of predictions and labels, frees their ids, and leaves what is younger', async () => {
  await service.post('/predict', { transaction_id: 'old', features: FEATURES });
  await service.post('/feedback', { transaction_id: 'old', actual_fraud: true });
  await service.post('/feedback', { transaction_id: 'never-came', actual_fraud: true });
  service.clock.advance(40 * DAY_MS);
  await service.post('/predict', { transaction_id: 'young', features: FEATURES });

  await service.application.get(PredictionRetention, { strict: false }).apply();
  await service.application.get(FeedbackRetention, { strict: false }).apply();

  expect((await service.get('/predictions/old')).status).toBe(404);
  expect((await service.get('/predictions/young')).status).toBe(200);
  expect(await service.dataSource.query('SELECT transaction_id FROM label')).toEqual([]);
  expect(await service.dataSource.query('SELECT transaction_id FROM pending_label')).toEqual([]);
  const again = await service.post('/predict', { transaction_id: 'old', features: { ...FEATURES, amount: 1 } });
  expect(again.status).toBe(200);
});
