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
const BATCH = 50;

const featuresOf = (k: number, worker: number) => ({
  amount: (k * 53 + worker) % 1_000,
  channel: k % 2 === 0 ? 'online' : 'chip',
  card_present: k % 2 === 1,
  account_age_days: k % 900,
});

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
  const expectScoreOf = (k: number, worker: number, { model_version, probability }: any): void => {
    const { amount, account_age_days: age } = featuresOf(k, worker);
    const row = Float64Array.of(amount, k % 2 === 0 ? 1 : 0, k % 2, age);
    expect(probability).toBe(forests.get(model_version)!.predictProbability(row));
    seen.add(model_version);
  };
  const ask = async (replica: TestService, worker: number): Promise<void> => {
    for (let k = 0; swapping; k += 1) {
      const { status, body } = await replica.post('/predict', { features: featuresOf(k, worker) });
      expect(status).toBe(200);
      expectScoreOf(k, worker, body);
    }
  };
  const askBatch = async (replica: TestService, worker: number): Promise<void> => {
    for (let k = 0; swapping; k += BATCH) {
      const transactions = Array.from({ length: BATCH }, (_, place) => ({ features: featuresOf(k + place, worker) }));
      const { status, body } = await replica.post('/predict/batch', { transactions });
      expect(status).toBe(200);
      expect(body.predictions).toHaveLength(BATCH);
      for (const [place, prediction] of body.predictions.entries()) expectScoreOf(k + place, worker, prediction);
      // One request ends on the version that it began with.
      expect(new Set(body.predictions.map(({ model_version }: any) => model_version)).size).toBe(1);
    }
  };
  const load = [
    ...[0, 1, 2, 3].map((worker) => ask(replicas[worker % 2], worker)),
    ...[4, 5].map((worker) => askBatch(replicas[worker % 2], worker)),
  ];
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
