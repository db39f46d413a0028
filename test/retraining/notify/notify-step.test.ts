import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/config/index.js';
import { mlflowOf } from '../../../src/retraining/mlflow/mlflow.js';
import { NotifyStep } from '../../../src/retraining/notify/notify-step.js';
import type { StepContext } from '../../../src/retraining/runs/run.js';
import { testConfig } from '../../support/config.js';
import { openTestDatabase } from '../../support/database.js';
import { MlflowKit } from '../mlflow/kit.js';
import { DEPLOYED_RUN } from '../mlflow/reports.js';
import { TrackingStub } from '../mlflow/tracking-stub.js';

let dataSource: DataSource;
let stub: TrackingStub;
let kit: MlflowKit;
let step: NotifyStep;
let lines: string[];
beforeAll(async () => {
  dataSource = await openTestDatabase();
});
afterAll(() => dataSource.destroy());
beforeEach(async () => {
  lines = [];
  stub = await TrackingStub.start();
  step = stepWith();
  await kit.register(Uint8Array.from([1]));
  await kit.register(Uint8Array.from([2]));
});
afterEach(async () => {
  await stub.stop();
  await dataSource.query('TRUNCATE model_version RESTART IDENTITY CASCADE');
});

/** @param timeoutMs how long MLflow is waited for; default: longer than a busy machine takes */
function stepWith(timeoutMs?: number): NotifyStep {
  kit = new MlflowKit(dataSource, { MLFLOW_TRACKING_URI: stub.url }, timeoutMs);
  return new NotifyStep(kit.logger);
}

function context(outputs: object = DEPLOYED_RUN): StepContext {
  return {
    run: DEPLOYED_RUN.run,
    attempt: 1,
    signal: new AbortController().signal,
    log: (line) => lines.push(line),
    outputOf: (name) => (outputs as Record<string, unknown>)[name],
  };
}

async function finish(given = context()): Promise<object> {
  const result = await step.run(given);
  if (result.kind !== 'done') throw new Error(`notify ended the run: ${result.kind}`);
  return result.output;
}

it('logs the run', async () => {
  expect(await finish()).toEqual({
    mlflow: { state: 'logged', runId: expect.stringMatching(/^[0-9a-f]{32}$/), modelVersion: '1' },
  });
  expect(lines).toEqual(['MLflow: logged']);
});

it('logs it once when a crash makes it begin again', async () => {
  await step.run(context());
  await finish();
  await finish();
  expect(stub.runCount).toBe(1);
});

it.each([
  ['hangs', 'hang', 'not done within 0.3 s'],
  ['is broken', { status: 500, body: 'disk full' }, expect.stringContaining('disk full')],
] as const)('is done although MLflow %s, and keeps why the run was not logged', async (_, trouble, error) => {
  stub.troubles.set('', trouble);
  step = stepWith(300);
  expect(await finish()).toEqual({ mlflow: { state: 'failed', error } });
});

it('waits for MLflow at most half as long as a step may take, and never longer than a minute', () => {
  const environment = readEnvironment({ MLFLOW_TRACKING_URI: stub.url });
  const waits = ['15s', '1h'].map((step_timeout) =>
    mlflowOf(environment, testConfig({ retraining: { step_timeout } })),
  );
  expect(waits.map((mlflow) => mlflow?.timeoutMs)).toEqual([7_500, 60_000]);
});
