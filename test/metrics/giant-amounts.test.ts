import { afterAll, beforeAll, expect, it } from 'vitest';
import { testConfig } from '../support/config.js';
import { TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start({ config: testConfig({ windows: { minimum_labels: 1 } }) });
});
afterAll(() => service.stop());

it('a value that is no sum of money is scored, counts for none, and stops no figure', async () => {
  const features = { channel: 'online', card_present: false, account_age_days: 10 };
  for (const [transaction_id, amount] of [
    ['giant', 1e300],
    ['negative', -1e15],
    ['usual', 900],
  ] as const) {
    const { status } = await service.post('/predict', { transaction_id, features: { ...features, amount } });
    expect(status).toBe(200);
    await service.post('/feedback', { transaction_id, actual_fraud: true });
  }

  expect(await service.metric('ml_model_labelled_predictions')).toEqual({ '{model_version="v1"}': 3 });
  expect(await service.metric('ml_feature_std')).not.toHaveProperty('{feature_name="amount"}');
  const { body } = await service.get('/performance');
  const { money, labels } = body.versions[0];
  expect(labels).toBe(3);
  expect(money.protected + money.missed).toBe(900);
});
