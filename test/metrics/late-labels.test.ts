import { afterAll, beforeAll, expect, it } from 'vitest';
import { EstimateKeeper } from '../../src/metrics/estimates/estimate-keeper.js';
import { TestService } from '../support/service.js';

const HOUR_MS = 3_600_000;
const CHUNKS = 200;

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

/** Estimates of chunks of an hour each, the newest first, 700 predictions in each. */
async function keepEstimates(): Promise<void> {
  await service.dataSource.query(
    `INSERT INTO performance_estimate (model_version, from_hour, to_hour, predictions, estimate, estimated_at)
     SELECT 'v1', h, h + interval '1 hour', 700, '{}', h FROM generate_series(0, $2 - 1) AS n, LATERAL (SELECT $1::timestamptz - n * interval '1 hour' AS h) AS k`,
    [new Date(service.clock.now() - HOUR_MS), CHUNKS],
  );
  await service.dataSource.query(
    `INSERT INTO prediction_hour (hour, model_version, summary) SELECT from_hour, model_version, '{"scored": 700}' FROM performance_estimate`,
  );
}

/** Labels of the chunks that are older than so many hours. */
async function label(olderThanHours: number, labels: number): Promise<void> {
  await service.dataSource.query(
    `INSERT INTO outcome_hour (hour, model_version, segment, tn) SELECT from_hour, 'v1', '', $2 FROM performance_estimate WHERE from_hour <= $1`,
    [new Date(service.clock.now() - olderThanHours * HOUR_MS), labels],
  );
}

const compared = async (): Promise<number> =>
  (await service.dataSource.query('SELECT count(*)::int FROM performance_estimate WHERE realised IS NOT NULL'))[0]
    .count;

it('estimates are compared with labels that come a week late, however many chunks have closed since', async () => {
  await keepEstimates();
  const keeper = service.application.get(EstimateKeeper, { strict: false });
  await keeper.update();
  expect(await compared()).toBe(0);
  await label(168, 690);
  await keeper.update();
  expect(await compared()).toBe(CHUNKS - 167);
});
