import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../support/database.js';
import { MlflowKit, Reader } from './kit.js';
import { DEPLOYED_RUN } from './reports.js';
import { TrackingStub } from './tracking-stub.js';

let dataSource: DataSource;
let stub: TrackingStub;
beforeAll(async () => {
  dataSource = await openTestDatabase();
});
afterAll(() => dataSource.destroy());
beforeEach(async () => {
  await dataSource.query('TRUNCATE deployment, model_version RESTART IDENTITY CASCADE');
  stub = await TrackingStub.start();
});
afterEach(() => stub.stop());

const never = new AbortController().signal;

async function started(variables: Record<string, string>, timeoutMs?: number): Promise<MlflowKit> {
  const kit = new MlflowKit(dataSource, variables, timeoutMs);
  await kit.deploy(await kit.register(Uint8Array.from([1])));
  await kit.register(Uint8Array.from([2]));
  return kit;
}

describe('logging a run', () => {
  it('without a tracking server does nothing', async () => {
    const kit = await started({});
    expect(await kit.logger.log(DEPLOYED_RUN, never)).toEqual({ state: 'off' });
    await kit.alias().turn();
    expect(stub.calls).toEqual([]);
  });

  it.each([
    ['answers 500 to everything', '', { status: 500, body: '{"message":"disk full"}' }, /answered 500: disk full/],
    ['is a page of something else', 'get-by-name', { status: 200, body: '<html>' }, /./],
    ['wants a login', 'get-by-name', { status: 401, body: 'who are you?' }, /answered 401: who are you\?/],
    ['breaks at the files', 'forest.bin', { status: 503, body: 'no space' }, /forest.bin answered 503: no space/],
    ['breaks at the registry', 'model-versions/create', { status: 500, body: 'broken' }, /create answered 500: broken/],
  ])('with a server that %s says so', async (_, end, trouble, error) => {
    const kit = await started({ MLFLOW_TRACKING_URI: stub.url });
    stub.troubles.set(end, trouble);
    expect(await kit.logger.log(DEPLOYED_RUN, never)).toEqual({ state: 'failed', error: expect.stringMatching(error) });
  });

  it('with a server that is not there says so', async () => {
    const kit = await started({ MLFLOW_TRACKING_URI: stub.url });
    await stub.stop();
    expect(await kit.logger.log(DEPLOYED_RUN, never)).toEqual({
      state: 'failed',
      error: expect.stringContaining('ECONNREFUSED'),
    });
    stub = await TrackingStub.start();
  });

  it('with a server that hangs takes a bounded time', async () => {
    const kit = await started({ MLFLOW_TRACKING_URI: stub.url }, 300);
    stub.troubles.set('log-batch', 'hang');
    expect(await kit.logger.log(DEPLOYED_RUN, never)).toEqual({ state: 'failed', error: 'not done within 0.3 s' });
  });

  it('ends at once when the step is to stop, with the reason of that', async () => {
    const kit = await started({ MLFLOW_TRACKING_URI: stub.url });
    const step = new AbortController();
    step.abort(new Error('the run was cancelled'));
    await expect(kit.logger.log(DEPLOYED_RUN, step.signal)).rejects.toThrow('the run was cancelled');
  });

  it('goes on with a run that was half logged', async () => {
    const kit = await started({ MLFLOW_TRACKING_URI: stub.url });
    stub.troubles.set('summary.json', { status: 500 });
    await kit.logger.log(DEPLOYED_RUN, never);
    stub.troubles.clear();
    expect(await kit.logger.log(DEPLOYED_RUN, never)).toMatchObject({ state: 'logged' });
    expect(stub.runCount).toBe(1);
  });

  it('leaves the files out where the server does not take them, and says why', async () => {
    const kit = await started({ MLFLOW_TRACKING_URI: stub.url });
    stub.artefactRoot = 's3://bucket/';
    expect(await kit.logger.log(DEPLOYED_RUN, never)).toMatchObject({
      state: 'logged',
      withoutArtefacts: expect.stringContaining('s3://'),
    });
    expect(stub.files.size).toBe(0);
  });

  it.each([
    ['a token', 'http://', { MLFLOW_TRACKING_TOKEN: 'secret' }, 'Bearer secret'],
    ['a user in the URL', 'http://ann:p%40ss@', {}, `Basic ${Buffer.from('ann:p@ss').toString('base64')}`],
  ])('shows %s with each call', async (_, start, variables, header) => {
    const kit = await started({ MLFLOW_TRACKING_URI: stub.url.replace('http://', start), ...variables });
    expect(await kit.logger.log(DEPLOYED_RUN, never)).toMatchObject({ state: 'logged' });
    expect(new Set(stub.authorizations)).toEqual(new Set([header]));
  });
});

describe('the alias champion', () => {
  it('waits while MLflow is away, a minute at a time, and is right when it is back', async () => {
    const kit = await started({ MLFLOW_TRACKING_URI: stub.url });
    const alias = kit.alias();
    stub.troubles.set('', { status: 503 });
    await alias.turn();
    expect(stub.calls).toHaveLength(1);
    await alias.turn();
    expect(stub.calls).toHaveLength(1);

    stub.troubles.clear();
    await kit.deploy('v2');
    await kit.deploy('v1', 'rollback');
    kit.clock.advance(60_000);
    await alias.turn();
    expect(await new Reader(stub.url, kit.name).champion()).toMatchObject({
      tags: expect.arrayContaining([{ key: 'model_version', value: 'v1' }]),
    });
  });

  it('costs MLflow nothing while the active version stays', async () => {
    const kit = await started({ MLFLOW_TRACKING_URI: stub.url });
    const alias = kit.alias();
    await alias.turn();
    const { length } = stub.calls;
    await alias.turn();
    expect(stub.calls).toHaveLength(length);
  });

  it('waits for a run that is under way, which logs its version itself', async () => {
    const kit = await started({ MLFLOW_TRACKING_URI: stub.url });
    await dataSource.query(
      `INSERT INTO retraining_run (trigger, actor, reason, force, status, requested_at)
       VALUES ('manual', 'the test', 'a test', false, 'running', now())`,
    );
    await kit.alias().turn();
    expect(stub.calls).toEqual([]);
    await dataSource.query('DELETE FROM retraining_run');
  });
});
