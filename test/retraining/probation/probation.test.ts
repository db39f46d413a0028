import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../support/database.js';
import { TestService } from '../../support/service.js';
import {
  active,
  challenger,
  copyOf,
  DAY_MS,
  deploy,
  label,
  MINUTE_MS,
  nextCheck,
  notices,
  probation,
  PROBATION_CONFIG,
  score,
  turn,
} from './challengers.js';

let databaseUrl: string;
let services: Pick<TestService, 'clock' | 'stop'>[];
let service: TestService;

async function replica(): Promise<TestService> {
  const clock = services.at(0)?.clock;
  const started = await TestService.start({
    config: PROBATION_CONFIG,
    databaseUrl,
    ...(clock && { clock, history: 0 }),
  });
  services.push(started);
  return started;
}

beforeEach(async () => {
  databaseUrl = await createDatabase();
  services = [];
  service = await replica();
});
afterEach(() => Promise.all(services.map((each) => each.stop())));

describe('a bad challenger is rolled back', () => {
  it('without labels, by its scores and alerts beside those of the former champion on the same requests', async () => {
    await deploy(service, await challenger(service, 'flipped'));
    await turn(service);
    await score(service, 0, 300);
    await nextCheck(service);

    expect(await active(service)).toBe('v1');
    const { current, past } = await probation(service);
    expect(current).toBeNull();
    expect(past[0]).toMatchObject({ model_version: 'v2', former_version: 'v1', status: 'rolled-back' });
    const worse = past[0].checks.filter(({ state }: { state: string }) => state === 'worse');
    expect(worse.map(({ name }: { name: string }) => name)).toContain('score_psi');
    expect(await notices(service)).toEqual([
      expect.objectContaining({
        kind: 'rolled-back',
        title: 'v2 was rolled back to v1',
        body: expect.stringContaining("the scores' PSI"),
      }),
    ]);
    const { status, deployments } = (await service.get('/models/v2')).body;
    expect([status, deployments.length]).toEqual(['rolled-back', 1]);
    expect((await service.get('/models/v1')).body.deployments[0]).toMatchObject({
      kind: 'rollback',
      actor: 'homeostat',
    });
    expect((await service.get('/shadow')).body.shadow).toBeNull();
  });

  it('by labels that come days late, when its scores look like the former ones', async () => {
    await deploy(service, await challenger(service, 'confused'));
    await turn(service);
    await score(service, 0, 300);
    await nextCheck(service);
    expect((await probation(service)).current.checks.map(({ state }: { state: string }) => state)).not.toContain(
      'worse',
    );

    service.clock.advance(2 * DAY_MS);
    await label(service, 0, 300);
    await nextCheck(service);
    expect(await active(service)).toBe('v1');
    expect((await probation(service)).past[0].explanation).toMatch(
      /accuracy on the same 300 labelled requests is 0\.\d+/,
    );
  });

  it('when a person activated it, with its threshold, and the episodes that it was to cure are closed', async () => {
    await service.dataSource.query('UPDATE deployment SET decision_threshold = 0.35');
    await service.dataSource.query(
      `INSERT INTO episode (cause, run_id, opened_at) VALUES ('condition:accuracy', 1, $1)`,
      [new Date(service.clock.now())],
    );
    const version = await challenger(service, 'flipped');
    const { status } = await service.post(`/admin/models/${version}/activate`, { reason: 'it looks good to me' });
    expect([status, await active(service)]).toEqual([200, 'v2']);
    await turn(service);
    await score(service, 0, 300);
    await nextCheck(service);
    expect((await service.get('/models')).body).toMatchObject({ active: 'v1', decision_threshold: 0.35 });
    expect((await service.get('/admin/episodes')).body.episodes).toEqual([
      expect.objectContaining({ state: 'rolled-back', explanation: expect.stringMatching(/^v2 was rolled back: /) }),
    ]);
    expect((await notices(service)).map(({ kind }) => kind)).toEqual(['rolled-back']);
  });

  it('to the threshold that the former champion had', async () => {
    await service.dataSource.query('UPDATE deployment SET decision_threshold = 0.3');
    await deploy(service, await challenger(service, 'flipped'));
    await turn(service);
    await score(service, 0, 300);
    await nextCheck(service);
    expect((await service.get('/models')).body).toMatchObject({ active: 'v1', decision_threshold: 0.3 });
  });

  it('once, when two replicas look at the same time', async () => {
    const other = await replica();
    await deploy(service, await challenger(service, 'flipped'));
    await Promise.all([turn(service), turn(other)]);
    await score(service, 0, 300);
    service.clock.advance(MINUTE_MS);
    await Promise.all([turn(service), turn(other)]);
    await Promise.all([nextCheck(service), nextCheck(other)]);
    const made = await service.dataSource.query(`SELECT model_version FROM deployment WHERE kind = 'rollback'`);
    expect(made).toEqual([{ model_version: 'v1' }]);
    expect(await notices(service)).toHaveLength(1);
    await expect.poll(async () => (await other.get('/health')).body.model_version).toBe('v1');
  });

  it('wholly or not at all: what fails half way is undone, and done a minute later', async () => {
    await deploy(service, await challenger(service, 'flipped'));
    await turn(service);
    await score(service, 0, 300);
    await service.dataSource.query('ALTER TABLE notice RENAME TO notice_away');
    await expect(nextCheck(service)).rejects.toThrow('notice');
    expect([await active(service), (await probation(service)).current.model_version]).toEqual(['v2', 'v2']);
    await service.dataSource.query('ALTER TABLE notice_away RENAME TO notice');
    await nextCheck(service);
    expect([await active(service), (await notices(service)).length]).toEqual(['v1', 1]);
  });
});

describe('a good challenger', () => {
  it('passes when its time is over', async () => {
    await deploy(service, await copyOf(service, 'v1'));
    await turn(service);
    await score(service, 0, 150);
    await label(service, 0, 150);
    await nextCheck(service);
    expect((await probation(service)).current).toMatchObject({ model_version: 'v2', status: 'active' });
    expect(await service.metric('ml_probation_active')).toEqual({ '': 1 });
    const ends = (await service.metric('ml_probation_ends_timestamp_seconds'))[''];
    expect(ends * 1_000).toBe(service.clock.now() - MINUTE_MS + 3 * DAY_MS);

    service.clock.advance(3 * DAY_MS);
    await turn(service);
    expect((await probation(service)).past[0]).toMatchObject({
      status: 'passed',
      explanation: expect.stringContaining('150 labelled requests'),
    });
    expect([await active(service), (await service.get('/shadow')).body.shadow]).toEqual(['v2', null]);
    expect(await service.metric('ml_probation_active')).toEqual({ '': 0 });
    expect(await service.metric('ml_probation_ends_timestamp_seconds')).toEqual({});
  });

  it('passes unproven when too few labels came', async () => {
    await deploy(service, await copyOf(service, 'v1'));
    await turn(service);
    await score(service, 0, 120);
    await label(service, 0, 20);
    service.clock.advance(3 * DAY_MS);
    await turn(service);
    expect((await probation(service)).past[0]).toMatchObject({
      status: 'passed-unproven',
      explanation: expect.stringContaining('20 of 60 labels'),
    });
  });
});

describe('a probation', () => {
  it('goes on after a restart in its middle, and begins after one between the deployment and the first look', async () => {
    await deploy(service, await copyOf(service, 'v1'));
    await service.stop();
    services[0] = { clock: service.clock, stop: () => Promise.resolve() };
    const second = await replica();
    await turn(second);
    const { began_at, ends_at } = (await probation(second)).current;
    expect(Date.parse(ends_at) - Date.parse(began_at)).toBe(3 * DAY_MS);
    await score(second, 0, 120);
    await label(second, 0, 120);
    await second.stop();
    services[1] = services[0];

    const third = await replica();
    await nextCheck(third);
    expect((await probation(third)).current).toMatchObject({ began_at, ends_at });
    expect((await third.get('/shadow')).body).toMatchObject({ requests: 120, labelled: { labels: 120 } });
  });

  it('begins with an activation by hand, ends with a rollback by hand, which people are told, and which begins none', async () => {
    await copyOf(service, 'v1');
    await service.post('/admin/models/v2/activate', { reason: 'to try it' });
    await turn(service);
    expect((await probation(service)).current.model_version).toBe('v2');
    const answer = await service.post('/admin/rollback', { reason: 'it was a mistake' }, { 'x-actor': 'anna' });
    expect(answer.body).toEqual({ model_version: 'v1', previous_version: 'v2' });
    await turn(service);
    const { current, past } = await probation(service);
    expect([current, past.length]).toEqual([null, 1]);
    expect(past[0]).toMatchObject({ status: 'rolled-back', explanation: 'by anna: it was a mistake' });
    expect(await notices(service)).toEqual([
      expect.objectContaining({
        kind: 'rolled-back',
        title: 'v2 was rolled back to v1 by anna',
        body: 'it was a mistake',
      }),
    ]);
  });

  it('is superseded by the next deployment, which has its own', async () => {
    await deploy(service, await copyOf(service, 'v1'));
    await turn(service);
    await deploy(service, await copyOf(service, 'v1'));
    await turn(service);
    const { current, past } = await probation(service);
    expect([current.model_version, current.former_version]).toEqual(['v3', 'v2']);
    expect(past[0]).toMatchObject({ model_version: 'v2', status: 'superseded' });
    expect((await service.get('/shadow')).body.shadow.model_version).toBe('v2');
  });

  it('is not had by the first version, nor by one deployed long ago', async () => {
    await turn(service);
    await deploy(service, await copyOf(service, 'v1'));
    service.clock.advance(4 * DAY_MS);
    await turn(service);
    expect(await probation(service)).toEqual({ current: null, past: [] });
  });
});
