import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readEnvironment } from '../../../src/config/index.js';
import { Notices } from '../../../src/retraining/notices/notices.js';
import { NotifyStep } from '../../../src/retraining/notify/notify-step.js';
import type { StepContext } from '../../../src/retraining/runs/run.js';
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
  await dataSource.query('TRUNCATE notice CASCADE; TRUNCATE model_version RESTART IDENTITY CASCADE');
});

/** @param timeoutMs how long MLflow is waited for; default: longer than a busy machine takes */
function stepWith(timeoutMs?: number): NotifyStep {
  kit = new MlflowKit(dataSource, { MLFLOW_TRACKING_URI: stub.url }, timeoutMs);
  const environment = readEnvironment({ SLACK_WEBHOOK_URL: 'http://127.0.0.1:9/slack' });
  return new NotifyStep(kit.logger, new Notices(environment, kit.clock));
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
  await dataSource.transaction((manager) => result.commit!(manager));
  return result.output;
}

it('logs the run, and adds its notice in the transaction that ends the step', async () => {
  expect(await finish()).toEqual({
    notices: ['run-17-deployed'],
    mlflow: { state: 'logged', runId: expect.stringMatching(/^[0-9a-f]{32}$/), modelVersion: '1' },
  });
  expect(await dataSource.query('SELECT key, kind, title FROM notice')).toEqual([
    { key: 'run-17-deployed', kind: 'deployed', title: 'v2 replaces v1: accuracy 0.790 → 0.915' },
  ]);
  expect(lines).toEqual(['MLflow: logged', 'v2 replaces v1: accuracy 0.790 → 0.915']);
});

it('tells nobody twice when a crash makes it begin again', async () => {
  await step.run(context());
  await finish();
  await finish();
  expect(await dataSource.query('SELECT key FROM notice')).toHaveLength(1);
  expect(stub.runCount).toBe(1);
});

it.each([
  ['hangs', 'hang', 'not done within 0.3 s'],
  ['is broken', { status: 500, body: 'disk full' }, expect.stringContaining('disk full')],
] as const)('tells people although MLflow %s, and keeps why it was not logged', async (_, trouble, error) => {
  stub.troubles.set('', trouble);
  step = stepWith(300);
  expect(await finish()).toEqual({ notices: ['run-17-deployed'], mlflow: { state: 'failed', error } });
  expect(await dataSource.query('SELECT key FROM notice')).toHaveLength(1);
});

it('tells even of a run whose steps left nothing behind', async () => {
  expect(await finish(context({}))).toMatchObject({ notices: ['run-17-deployed'] });
  expect(await dataSource.query('SELECT title FROM notice')).toEqual([
    { title: 'a new version is the first version to answer' },
  ]);
});
