import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../support/database.js';
import { FEATURES } from '../support/config.js';
import { TestService } from '../support/service.js';

const SHARED = ['ml_model_accuracy', 'ml_model_labelled_predictions', 'ml_model_info', 'ml_model_active'];

let databaseUrl: string;
let first: TestService;
beforeAll(async () => {
  databaseUrl = await createDatabase();
  first = await TestService.start({ databaseUrl });
  const transactions = Array.from({ length: 40 }, (_, i) => ({ transaction_id: `t-${i}`, features: FEATURES }));
  await first.post('/predict/batch', { transactions });
  await first.post('/feedback/batch', {
    labels: transactions.map(({ transaction_id }, i) => ({ transaction_id, actual_fraud: i % 4 === 0 })),
  });
});
afterAll(() => first.stop());

const figures = (service: TestService) => Promise.all(SHARED.map((name) => service.metric(name)));

it('a second replica, or the service after a restart, shows the same figures and the same model', async () => {
  const second = await TestService.start({ databaseUrl, clock: first.clock, history: 0 });
  expect(await figures(second)).toEqual(await figures(first));
  expect((await second.get('/predictions/t-3')).body).toEqual((await first.get('/predictions/t-3')).body);
  await second.stop();
});

it('money that one replica counted and another took back is none: of the sums over both', async () => {
  const second = await TestService.start({ databaseUrl, clock: first.clock, history: 0 });
  const features = { amount: 900, channel: 'online', card_present: false, account_age_days: 200 };
  await first.post('/predict', { transaction_id: 'taken-back', features });
  await first.post('/feedback', { transaction_id: 'taken-back', actual_fraud: true });
  await second.post('/feedback', { transaction_id: 'taken-back', actual_fraud: false });
  const sum = async (name: string) => {
    const [of, to] = [await first.metric(name), await second.metric(name)];
    return of[''] + to[''];
  };
  expect(await sum('ml_revenue_protected_usd_total')).toBe(900);
  expect(await sum('ml_revenue_protected_reversed_usd_total')).toBe(900);
  const [{ money }] = (await first.get('/performance')).body.versions;
  expect(money.protected).toBe(0);
  await second.stop();
});

it('a repeat sent to another replica is answered with what the first one stored', async () => {
  const second = await TestService.start({ databaseUrl, clock: first.clock, history: 0 });
  const both = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      [first, second][i % 2].post('/predict', { transaction_id: 'shared', features: FEATURES }),
    ),
  );
  expect(new Set(both.map(({ body }) => body.probability)).size).toBe(1);
  const [{ count }] = await first.dataSource.query(
    `SELECT count(*)::int FROM prediction WHERE transaction_id = 'shared'`,
  );
  expect(count).toBe(1);
  await second.stop();
});
