import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FEATURES } from '../support/config.js';
import { TestService } from '../support/service.js';

const MINUTE_MS = 60_000;

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());
beforeEach(async () => {
  expect(await service.metric('ml_summaries_lag_seconds')).toEqual({ '': 0 });
});

/** What the page says while nothing can be written to a table of summaries. */
async function lagWhileLocked(table: string, work: () => Promise<unknown>): Promise<string | undefined> {
  const blocker = service.dataSource.createQueryRunner();
  await blocker.startTransaction();
  await blocker.query(`LOCK TABLE ${table} IN SHARE MODE`);
  try {
    await work();
    const { body } = await service.get('/metrics');
    return /^ml_summaries_lag_seconds (.*)$/m.exec(body as string)?.[1];
  } finally {
    await blocker.rollbackTransaction();
    await blocker.release();
  }
}

it('ml_summaries_lag_seconds is the age of the oldest prediction that is in no figure', async () => {
  const lag = await lagWhileLocked('prediction_hour', async () => {
    await service.post('/predict', { transaction_id: 'a', features: FEATURES });
    service.clock.advance(7 * MINUTE_MS);
    await service.post('/predict', { transaction_id: 'b', features: FEATURES });
    service.clock.advance(3 * MINUTE_MS);
  });
  expect(lag).toBe('600');
});

it('or of the oldest label, from when it was recorded, however old its prediction is', async () => {
  const lag = await lagWhileLocked('outcome_hour', async () => {
    await service.post('/feedback', { transaction_id: 'a', actual_fraud: false });
    service.clock.advance(5 * MINUTE_MS);
  });
  expect(lag).toBe('300');
});

it('and 0 once all are in', async () => {
  expect(await service.metric('ml_summaries_lag_seconds')).toEqual({ '': 0 });
});
