import { afterAll, beforeAll, expect, it } from 'vitest';
import { ActiveModel } from '../../src/models/index.js';
import { FEATURES } from '../support/config.js';
import { createDatabase } from '../support/database.js';
import { TestService } from '../support/service.js';

let replicas: [TestService, TestService];
beforeAll(async () => {
  const databaseUrl = await createDatabase();
  const first = await TestService.start({ databaseUrl });
  replicas = [first, await TestService.start({ databaseUrl, clock: first.clock, history: 0 })];
});
afterAll(() => Promise.all(replicas.map((replica) => replica.stop())));

const reason = 'the test says so';
const active = async (replica: TestService): Promise<[string, number]> => {
  const { body } = await replica.get('/models');
  return [body.active, body.decision_threshold];
};

it('is the config’s until it is moved; a move reaches every replica, decides from then on, and is on record', async () => {
  expect(await active(replicas[0])).toEqual(['v1', 0.5]);
  expect((await replicas[0].post('/predict', { features: FEATURES })).body.prediction).toBe(0);
  await replicas[0].application
    .get(ActiveModel, { strict: false })
    .deploy('v1', { kind: 'threshold', actor: 'test', reason, decisionThreshold: 0 });
  expect((await replicas[0].post('/predict', { features: FEATURES })).body.prediction).toBe(1);
  await expect.poll(() => replicas[1].metric('ml_decision_threshold')).toEqual({ '{model_version="v1"}': 0 });
  const { body } = await replicas[1].get('/models/v1');
  expect(body.deployments[0]).toMatchObject({ kind: 'threshold', previous_version: 'v1', decision_threshold: 0 });
  const times = await replicas[0].metric('ml_model_last_deployment_timestamp_seconds');
  expect(times['{kind="threshold"}']).toBe(replicas[0].clock.now() / 1_000);
});

it('goes back with a rollback, and no further than what was there', async () => {
  const { body } = await replicas[0].post('/admin/rollback', { reason });
  expect(body).toEqual({ model_version: 'v1', previous_version: 'v1' });
  expect(await active(replicas[0])).toEqual(['v1', 0.5]);
  expect((await replicas[0].post('/admin/rollback', { reason })).status).toBe(409);
});
