import { afterAll, beforeAll, expect, it } from 'vitest';
import { ActiveModel, ModelRegistry } from '../../../src/models/index.js';
import { parseForest } from '../../../src/forest/index.js';
import { DeployStep } from '../../../src/retraining/steps/deploy-step.js';
import { PrepareStep } from '../../../src/retraining/steps/prepare-step.js';
import { TrainStep } from '../../../src/retraining/steps/train-step.js';
import { ValidateStep } from '../../../src/retraining/steps/validate-step.js';
import { testConfig } from '../../support/config.js';
import { createDatabase } from '../../support/database.js';
import { TestService } from '../../support/service.js';
import { HandRun } from './run-steps.js';
import { NEW_RULE, traffic } from './traffic.js';

const config = testConfig({ forest: { n_estimators: 20, threads: 1 } });
const SWAPS = 20;

let replicas: [TestService, TestService];
beforeAll(async () => {
  const databaseUrl = await createDatabase();
  const first = await TestService.start({ config, databaseUrl });
  replicas = [first, await TestService.start({ config, databaseUrl, clock: first.clock, history: 0 })];
  await traffic(first, 1_200, NEW_RULE);
  await new HandRun(first).steps([PrepareStep, TrainStep, ValidateStep, DeployStep]);
});
afterAll(() => Promise.all(replicas.map((replica) => replica.stop())));

it('under load no request fails, and every answer has the score of the version that it names', async () => {
  const { application } = replicas[0];
  const registry = application.get(ModelRegistry, { strict: false });
  const forests = new Map(
    await Promise.all(
      ['v1', 'v2'].map(async (version) => [version, parseForest(await registry.artefact(version))] as const),
    ),
  );
  let swapping = true;
  const seen = new Set<string>();
  const ask = async (replica: TestService, worker: number): Promise<void> => {
    for (let k = 0; swapping; k += 1) {
      const features = {
        amount: (k * 53 + worker) % 1_000,
        channel: k % 2 === 0 ? 'online' : 'chip',
        card_present: k % 2 === 1,
        account_age_days: k % 900,
      };
      const { status, body } = await replica.post('/predict', { features });
      expect(status).toBe(200);
      const row = Float64Array.of(features.amount, k % 2 === 0 ? 1 : 0, k % 2, features.account_age_days);
      expect(body.probability).toBe(forests.get(body.model_version)!.predictProbability(row));
      seen.add(body.model_version);
    }
  };
  const load = [0, 1, 2, 3].map((worker) => ask(replicas[worker % 2], worker));
  const models = application.get(ActiveModel, { strict: false });
  for (let swap = 0; swap < SWAPS; swap += 1) {
    const version = swap % 2 === 0 ? 'v1' : 'v2';
    await models.deploy(version, { kind: 'activate', actor: 'test', reason: 'to swap' });
    await replicas[1].application.get(ActiveModel, { strict: false }).refresh();
  }
  swapping = false;
  await Promise.all(load);
  expect([...seen].sort()).toEqual(['v1', 'v2']);
});

it('another replica has the version in under a second, by notice: it looks for itself every five', async () => {
  const [here, there] = replicas.map(({ application }) => application.get(ActiveModel, { strict: false }));
  const version = here.current().version === 'v1' ? 'v2' : 'v1';
  await here.deploy(version, { kind: 'activate', actor: 'test', reason: 'to be heard' });
  await expect.poll(() => there.current().version, { timeout: 1_000, interval: 5 }).toBe(version);
});
