import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ActiveModel, ModelRegistry } from '../../src/models/index.js';
import { createDatabase } from '../support/database.js';
import { FEATURES, testConfig } from '../support/config.js';
import { TestService } from '../support/service.js';

let replicas: [TestService, TestService];
beforeAll(async () => {
  const databaseUrl = await createDatabase();
  const first = await TestService.start({ databaseUrl });
  replicas = [first, await TestService.start({ databaseUrl, clock: first.clock, history: 0 })];
});
afterAll(() => Promise.all(replicas.map((replica) => replica.stop())));

/** A second version with the same artefact. */
async function registerCopy(): Promise<string> {
  const registry = replicas[0].application.get(ModelRegistry, { strict: false });
  const { version: _version, createdAt: _createdAt, artefactBytes: _bytes, ...model } = await registry.get('v1');
  return registry.register({
    ...model,
    artefact: await registry.artefact('v1'),
    reference: (await registry.reference('v1'))!,
  });
}

it('a deployment reaches every replica by itself, and is on record', async () => {
  const version = await registerCopy();
  expect(version).toBe('v2');
  await replicas[0].application
    .get(ActiveModel, { strict: false })
    .deploy(version, { kind: 'deploy', actor: 'test', reason: 'to see it' });
  expect((await replicas[0].post('/predict', { features: FEATURES })).body.model_version).toBe('v2');
  await expect.poll(async () => (await replicas[1].get('/health')).body.model_version).toBe('v2');
  const { body } = await replicas[1].get('/models/v2');
  expect(body).toMatchObject({
    status: 'active',
    deployments: [{ kind: 'deploy', previous_version: 'v1', actor: 'test', reason: 'to see it' }],
  });
  expect((await replicas[1].get('/models')).body).toMatchObject({
    active: 'v2',
    models: [{ version: 'v2' }, { version: 'v1', status: 'inactive' }],
  });
});

describe('by hand', () => {
  const reason = 'the test says so';
  const active = async (): Promise<string> => (await replicas[0].get('/models')).body.active;

  it('a rollback goes to the version that the active one replaced, and no further', async () => {
    const { status, body } = await replicas[0].post('/admin/rollback', { reason });
    expect([status, body]).toEqual([200, { model_version: 'v1', previous_version: 'v2' }]);
    expect((await replicas[0].post('/predict', { features: FEATURES })).body.model_version).toBe('v1');
    const again = await replicas[0].post('/admin/rollback', { reason });
    expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining('replaced none')]);
    expect(await active()).toBe('v1');
  });

  it('any version can be activated or gone back to by name, and why is on record', async () => {
    expect((await replicas[1].post('/admin/models/v2/activate', { reason })).status).toBe(200);
    expect((await replicas[1].post('/admin/models/v2/activate', { reason })).status).toBe(409);
    expect((await replicas[1].post('/admin/rollback', { to: 'v1', reason })).body.model_version).toBe('v1');
    const { deployments } = (await replicas[1].get('/models/v1')).body;
    expect(deployments[0]).toMatchObject({ kind: 'rollback', previous_version: 'v2', actor: 'admin API', reason });
  });

  it.each([
    ['/admin/rollback', {}, 400, 'reason'],
    ['/admin/rollback', { to: 'latest', reason }, 400, 'to'],
    ['/admin/rollback', { to: 'v99', reason }, 404, undefined],
    ['/admin/models/v99/activate', { reason }, 404, undefined],
    ['/admin/models/v1/activate', { reason: '' }, 400, 'reason'],
  ])('%s with %o is %i', async (url, body, status, field) => {
    const answer = await replicas[0].post(url, body);
    expect([answer.status, answer.body.errors?.[0].field]).toEqual([status, field]);
    expect(await active()).toBe('v1');
  });
});

it('a version that is not there is 404', async () => {
  expect((await replicas[0].get('/models/v99')).status).toBe(404);
});

it('without a model, health says so, ready is 503 and scoring asks to come back', async () => {
  const empty = await TestService.start({ history: 0 });
  expect((await empty.get('/health')).body).toMatchObject({ status: 'unavailable', model_version: null });
  expect((await empty.get('/health/ready')).status).toBe(503);
  expect((await empty.get('/health/live')).status).toBe(200);
  const answer = await empty.post('/predict', { features: FEATURES });
  expect(answer.status).toBe(503);
  expect(answer.headers['retry-after']).toBe('5');
  await empty.stop();
});

it('a range changed in the config counts from the next start on, without a new version', async () => {
  const databaseUrl = await createDatabase();
  await (await TestService.start({ databaseUrl })).stop();
  const { features, ...rest } = testConfig({ prediction: { out_of_range: 'refuse' } });
  const narrowed = features.map((feature) =>
    feature.name === 'amount' ? { ...feature, range: [0, 100] as [number, number] } : feature,
  );
  const second = await TestService.start({ databaseUrl, history: 0, config: { ...rest, features: narrowed } });
  expect((await second.get('/health')).body.model_version).toBe('v1');
  expect((await second.post('/predict', { features: FEATURES })).body.errors[0].detail).toBe(
    'must lie from 0 to 100, got 120.5',
  );
  await second.stop();
});
