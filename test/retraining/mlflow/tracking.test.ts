import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openTestDatabase } from '../../support/database.js';
import { MlflowKit, Reader } from './kit.js';
import { DEPLOYED_RUN, REFUSED_RUN } from './reports.js';
import { TrackingStub } from './tracking-stub.js';

/** `npm run test:mlflow` runs this file against a real server. */
const REAL = process.env['TEST_MLFLOW_TRACKING_URI'];

let dataSource: DataSource;
let stub: TrackingStub;
let url: string;
let kit: MlflowKit;
let reader: Reader;
beforeAll(async () => {
  dataSource = await openTestDatabase();
  stub = await TrackingStub.start();
  url = REAL ?? stub.url;
});
afterAll(async () => {
  await stub.stop();
  await dataSource.destroy();
});
beforeEach(async () => {
  await dataSource.query('TRUNCATE deployment, model_version RESTART IDENTITY CASCADE');
  kit = new MlflowKit(dataSource, { MLFLOW_TRACKING_URI: url });
  reader = new Reader(url, kit.name);
});

const CHAMPION = Uint8Array.from([1, 2, 3]);
const CHALLENGER = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
const never = new AbortController().signal;

/** v1 answers, v2 is what a run trained. */
async function trained(): Promise<void> {
  await kit.deploy(await kit.register(CHAMPION));
  kit.clock.advance(60_000);
  await kit.register(CHALLENGER);
}

it('a run is logged with its name, times, parameters, figures of both models, and tags', async () => {
  await trained();
  const logged = await kit.logger.log(DEPLOYED_RUN, never);
  expect(logged).toMatchObject({ state: 'logged', modelVersion: '1' });

  const run = await reader.run((logged as { runId: string }).runId);
  expect(run).toMatchObject({
    run_name: 'retrain_20260304_0205',
    status: 'FINISHED',
    start_time: Date.parse('2026-03-04T02:05:00Z'),
    end_time: kit.clock.now(),
  });
  expect(run.params).toEqual({
    engine: 'histogram-forest',
    nEstimators: '100',
    maxDepth: '10',
    maxFeatures: 'sqrt',
    rows: '12000',
    rows_from: '2025-12-04T02:05:00.000Z',
    rows_to: '2026-03-04T02:05:00.000Z',
    rows_fitted: '10000',
    rows_held_out: '2000',
    champion_version: 'v1',
    champion_threshold: '0.5',
    challenger_threshold: '0.42',
  });
  expect(run.metrics).toEqual({
    champion_accuracy: 0.79,
    champion_average_precision: 0.512,
    champion_precision: 0.4,
    champion_recall: 0.61,
    challenger_accuracy: 0.915,
    challenger_average_precision: 0.774,
    challenger_precision: 0.71,
    challenger_recall: 0.8,
    out_of_bag_accuracy: 0.93,
    passed_accuracy: 1,
    passed_average_precision: 1,
    prepare_seconds: 0.8,
    train_seconds: 1.5,
  });
  expect(run.tags).toMatchObject({
    trigger: 'schedule',
    outcome: 'deployed',
    cause: 'condition:accuracy',
    run_id: '17',
    model_version: 'v2',
  });
});

it('its files are the forest, byte for byte, and a summary', async () => {
  await trained();
  const { runId } = (await kit.logger.log(DEPLOYED_RUN, never)) as { runId: string };
  const { artifact_uri } = await reader.run(runId);
  expect(Buffer.compare(await reader.file(artifact_uri, 'model/forest.bin'), CHALLENGER)).toBe(0);
  const summary = JSON.parse((await reader.file(artifact_uri, 'summary.json')).toString());
  expect(summary).toMatchObject({ outcome: 'deployed', deploy: { version: 'v2', previousVersion: 'v1' } });
});

it('a run that is logged again, after a crash, is the same run and the same version', async () => {
  await trained();
  const first = await kit.logger.log(DEPLOYED_RUN, never);
  expect(await kit.logger.log(DEPLOYED_RUN, never)).toEqual(first);
});

it('a refused challenger is logged with its file, and registered nowhere', async () => {
  await trained();
  const logged = (await kit.logger.log(REFUSED_RUN, never)) as { runId: string };
  expect(logged).not.toHaveProperty('modelVersion');
  const run = await reader.run(logged.runId);
  expect(run.tags).toMatchObject({ outcome: 'refused', explanation: 'accuracy: 70.00 % against 79.00 %' });
  expect(await reader.file(run.artifact_uri, 'model/forest.bin')).toHaveLength(CHALLENGER.length);
});

it('an experiment that somebody deleted is restored', async () => {
  await trained();
  await kit.logger.log(REFUSED_RUN, never);
  await reader.deleteExperiment();
  expect(await kit.logger.log(DEPLOYED_RUN, never)).toMatchObject({ state: 'logged' });
});

it('the alias champion follows deployments and rollbacks, also to a version that no run logged', async () => {
  await trained();
  const alias = kit.alias();
  const { runId } = (await kit.logger.log(DEPLOYED_RUN, never)) as { runId: string };
  await kit.deploy('v2');
  await alias.turn();
  expect(await reader.champion()).toMatchObject({ version: '1', run_id: runId });

  await kit.deploy('v1', 'rollback');
  await alias.turn();
  const former = await reader.champion();
  expect(former.version).toBe('2');
  const run = await reader.run(former.run_id);
  expect(run).toMatchObject({ run_name: 'model_v1', tags: { model_version: 'v1' } });
  expect([...(await reader.file(run.artifact_uri, 'model/forest.bin'))]).toEqual([...CHAMPION]);

  await kit.deploy('v2');
  await alias.turn();
  expect(await reader.champion()).toMatchObject({ version: '1' });
});
