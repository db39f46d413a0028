import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig, readEnvironment } from '../../../src/config/index.js';
import { TestService } from '../../support/service.js';

let service: TestService;
beforeAll(async () => {
  // No worker: what is asked for waits, so that each answer can be looked at.
  service = await TestService.start({ history: 0, environment: readEnvironment({ ROLE: 'api' }) });
});
afterAll(() => service.stop());
beforeEach(() => service.dataSource.query('DELETE FROM retraining_run'));

async function asked(body: object = {}): Promise<number> {
  return (await service.post('/admin/retrain', body)).body.run_id;
}

describe('POST /admin/retrain', () => {
  it('answers 202 with the run, which waits for a worker', async () => {
    const { status, body } = await service.post(
      '/admin/retrain',
      { reason: 'new terminals', force: true },
      { 'x-actor': 'ada' },
    );
    expect([status, body]).toEqual([202, { run_id: expect.any(Number), request: 'started' }]);
    expect((await service.get(`/admin/retrains/${body.run_id}`)).body).toMatchObject({
      run_id: body.run_id,
      trigger: 'manual',
      actor: 'ada',
      reason: 'new terminals',
      force: true,
      status: 'pending',
      outcome: null,
      requested_at: new Date(service.clock.now()).toISOString(),
      steps: ['check', 'prepare', 'train', 'validate', 'deploy', 'notify'].map((name) => ({
        name,
        status: 'pending',
        attempts: 0,
        output: null,
        error: null,
        log: [],
      })),
    });
  });

  it('joins a run that waits in its check', async () => {
    const run_id = await asked();
    const { status, body } = await service.post('/admin/retrain', {});
    expect([status, body]).toEqual([202, { run_id, request: 'joined' }]);
  });

  it('is 409 with the run under way when that is past its check', async () => {
    const run_id = await asked({ reason: 'first' });
    await service.dataSource.query(`UPDATE retraining_step SET status = 'done' WHERE name = 'check'`);
    const { status, body } = await service.post('/admin/retrain', { reason: 'second' });
    expect([status, body]).toEqual([
      409,
      expect.objectContaining({
        type: 'urn:homeostat:problem:conflict',
        detail: `run ${run_id} is under way`,
        run_id,
        run: expect.objectContaining({ run_id, reason: 'first', status: 'pending' }),
      }),
    ]);
  });

  it.each([
    [{ reason: '' }, 'reason'],
    [{ reason: 'x'.repeat(501) }, 'reason'],
    [{ reason: 'a\nb' }, 'reason'],
    [{ force: 'yes' }, 'force'],
    [{ forced: true }, 'forced'],
  ])('%j is 400 and starts nothing', async (body, field) => {
    const answer = await service.post('/admin/retrain', body);
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, field]);
    expect((await service.get('/admin/retrains')).body).toEqual({ runs: [] });
  });
});

describe('GET /admin/retrains', () => {
  it('lists the newest runs first, as many as asked for', async () => {
    const ids: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      ids.unshift(await asked());
      await service.dataSource.query(
        `UPDATE retraining_run SET status = 'finished', outcome = 'failed', finished_at = now()`,
      );
    }
    const listed = async (query: string): Promise<number[]> =>
      (await service.get(`/admin/retrains${query}`)).body.runs.map(({ run_id }: { run_id: number }) => run_id);
    expect(await listed('')).toEqual(ids);
    expect(await listed('?limit=2')).toEqual(ids.slice(0, 2));
    expect((await service.get('/admin/retrains?limit=0')).body.errors[0].field).toBe('limit');
  });

  it('shows outputs as the API names things', async () => {
    const id = await asked();
    await service.dataSource.query(`UPDATE retraining_step SET output = $1 WHERE name = 'prepare'`, [
      { heldOut: { rows: 5 }, list: [{ previousVersion: 'v1' }] },
    ]);
    const { steps } = (await service.get(`/admin/retrains/${id}`)).body;
    expect(steps[1].output).toEqual({ held_out: { rows: 5 }, list: [{ previous_version: 'v1' }] });
  });

  it.each(['99', '0', '-1', 'x', '2147483648', '99999999999'])('/%s is 404', async (id) => {
    expect((await service.get(`/admin/retrains/${id}`)).status).toBe(404);
    expect((await service.post(`/admin/retrains/${id}/cancel`, {})).status).toBe(404);
  });
});

it('a run is cancelled once, and then no more', async () => {
  const id = await asked();
  const { status, body } = await service.post(`/admin/retrains/${id}/cancel`, {}, { 'x-actor': 'ada' });
  expect([status, body.cancelled_by]).toEqual([202, 'ada']);
  await service.dataSource.query(
    `UPDATE retraining_run SET status = 'finished', outcome = 'cancelled', finished_at = now()`,
  );
  expect((await service.post(`/admin/retrains/${id}/cancel`, {})).status).toBe(409);
});

describe('the schedule of the config', () => {
  const parse = (schedule: string) =>
    parseConfig(
      `name: test\nclasses: {positive: a, negative: b}\nfeatures: [{name: x, kind: numeric}]\nretraining:\n  schedule:\n    ${schedule}\n`,
      'test.yaml',
    );

  it.each(['0 2 * * *', '*/5 8-18 * * 1-5', '0 0 29 2 *'])('takes cron: %s', (cron) => {
    expect(parse(`cron: "${cron}"`).retraining.schedule.cron).toBe(cron);
  });

  it.each(['0 0 2 * * *', '61 * * * *', '0 2 * *', '@daily', 'tomorrow', '0 0 31 2 *', ''])(
    'refuses cron: %j',
    (cron) => {
      expect(() => parse(`cron: "${cron}"`)).toThrow(/retraining\.schedule\.cron: must be a cron expression.*line 6/);
    },
  );

  it.each(['Mars/Olympus', '', 'UTC+99'])('refuses time_zone: %j', (zone) => {
    expect(() => parse(`time_zone: "${zone}"`)).toThrow(/retraining\.schedule\.time_zone: must be the IANA name/);
  });
});
