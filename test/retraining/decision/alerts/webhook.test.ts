import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlertIntake } from '../../../../src/retraining/decision/alerts/alert-intake.js';
import { DecisionRetention } from '../../../../src/retraining/decision/decision-retention.js';
import type { Answer } from '../../../support/service.js';
import { DecisionBench, HOUR } from '../decision-bench.js';

let bench: DecisionBench;
beforeEach(async () => {
  bench = await DecisionBench.start({ alerts: ['ModelRetrainingNeeded', 'Slow'] });
});
afterEach(() => bench.stop());

const alert = (changes: any = {}): any => ({
  status: 'firing',
  labels: { alertname: 'ModelRetrainingNeeded', severity: 'critical', empty: '' },
  annotations: { summary: 'accuracy\nis low' },
  startsAt: '2026-03-04T11:58:00.123456789+01:00',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus/graph',
  fingerprint: '7d5c0cba25e4a6d2',
  ...changes,
});
const payload = (alerts: any[] = [alert()], changes: any = {}): any => ({
  version: '4',
  groupKey: '{}:{alertname="ModelRetrainingNeeded"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'homeostat',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager',
  alerts,
  ...changes,
});
const send = (body: any): Promise<Answer> => bench.service.post('/alerts/webhook', body, { host: 'localhost' });
const resolved = { status: 'resolved', endsAt: '2026-03-04T12:30:00Z' };
const runs = async (): Promise<any[]> =>
  bench.service.dataSource.query('SELECT id, trigger, actor, reason, force FROM retraining_run ORDER BY id');
const slow = alert({ labels: { alertname: 'Slow' }, fingerprint: 'f2' });

describe('a firing alert that the config names', () => {
  it('starts a run, whose cause it is', async () => {
    expect(await send(payload())).toMatchObject({
      status: 202,
      body: { accepted: 1, runs: [{ alertname: 'ModelRetrainingNeeded', run_id: 1, request: 'started' }] },
    });
    expect(await runs()).toEqual([
      {
        id: 1,
        trigger: 'alert',
        actor: 'alert:ModelRetrainingNeeded',
        reason: 'the alert ModelRetrainingNeeded fires',
        force: false,
      },
    ]);
    expect(await bench.check(1)).toMatchObject({
      kind: 'done',
      output: { decision: 'retrain', cause: 'alert:ModelRetrainingNeeded' },
    });
    expect(await bench.episodes()).toMatchObject([{ cause: 'alert:ModelRetrainingNeeded', state: 'open', run_id: 1 }]);
  });

  it('starts one run, however often and from however many Alertmanagers it is told', async () => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => send(payload())));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    await bench.finish(1, 'deployed');
    expect((await send(payload())).body).toEqual({ accepted: 1, runs: [] });
    expect(await runs()).toHaveLength(1);
  });

  it('starts another when it fires anew', async () => {
    await send(payload());
    await bench.finish(1, 'deployed');
    await send(payload([alert(resolved)]));
    const again = await send(payload([alert({ startsAt: '2026-03-05T00:00:00Z' })]));
    expect(again.body.runs).toMatchObject([{ run_id: 2, request: 'started' }]);
  });

  it('joins a run that still waits in its check, and is busy past it', async () => {
    await bench.ask('schedule');
    expect((await send(payload())).body.runs).toMatchObject([{ run_id: 1, request: 'joined' }]);
    await bench.service.dataSource.query(`UPDATE retraining_step SET status = 'done' WHERE name = 'check'`);
    expect(await send(payload([slow]))).toMatchObject({
      status: 202,
      body: { runs: [{ run_id: 1, request: 'busy' }] },
    });
  });

  it('asks once for all its series, and each name asks for itself', async () => {
    const others = [1, 2, 3].map((place) => alert({ fingerprint: `other${place}` }));
    const { body } = await send(payload([alert(), ...others, slow]));
    expect(body).toMatchObject({
      accepted: 5,
      runs: [
        { alertname: 'ModelRetrainingNeeded', run_id: 1, request: 'started' },
        { alertname: 'Slow', run_id: 1, request: 'joined' },
      ],
    });
  });

  it('is asked for when it is told again, if the process died before it could', async () => {
    await send(payload());
    await bench.service.dataSource.query(`UPDATE alert SET run_id = NULL; DELETE FROM retraining_run`);
    expect((await send(payload())).body.runs).toMatchObject([{ request: 'started' }]);
  });

  it('keeps to the cooldown', async () => {
    const { runId } = await bench.decided('manual');
    await bench.finish(runId, 'deployed');
    await send(payload());
    expect(await bench.check(2)).toMatchObject({
      kind: 'end',
      outcome: 'skipped',
      explanation: expect.stringContaining('cooldown'),
    });
  });

  it('asks again when it is told again an hour after its run was skipped', async () => {
    await send(payload());
    await bench.finish(1, 'skipped', { trained: false });
    bench.service.clock.advance(HOUR - 1);
    expect((await send(payload())).body.runs).toEqual([]);
    bench.service.clock.advance(1);
    expect((await send(payload())).body.runs).toMatchObject([{ run_id: 2, request: 'started' }]);
    await bench.finish(2, 'refused');
    bench.service.clock.advance(HOUR);
    expect((await send(payload())).body.runs).toEqual([]);
  });

  it('has its episode when a person joins its run', async () => {
    await send(payload());
    await bench.ask('manual');
    expect(await bench.check(1)).toMatchObject({ kind: 'done', output: { cause: 'manual' } });
    expect(await bench.episodes()).toMatchObject([{ cause: 'alert:ModelRetrainingNeeded', state: 'open', run_id: 1 }]);
  });

  it('that is over before its run passes its check has no episode', async () => {
    await send(payload());
    await bench.ask('manual');
    await send(payload([alert(resolved)]));
    await bench.check(1);
    expect(await bench.episodes()).toEqual([]);
  });
});

describe('the episode of an alert', () => {
  beforeEach(async () => {
    await send(payload([alert(), alert({ fingerprint: 'second' })]));
    await bench.check(1);
  });

  it('heals when the last of its series is resolved', async () => {
    bench.service.clock.advance(HOUR);
    await send(payload([alert(resolved)]));
    expect(await bench.episodes()).toMatchObject([{ state: 'open' }]);
    await send(payload([alert({ ...resolved, fingerprint: 'second' })]));
    expect(await bench.episodes()).toMatchObject([{ state: 'healed', seconds: 3_600 }]);
  });

  it('escalates when it still fires after a run that did not cure it', async () => {
    await bench.finish(1, 'refused');
    bench.service.clock.advance(6 * HOUR);
    await send(payload());
    expect(await bench.episodes()).toMatchObject([{ state: 'escalated' }]);
    expect(await bench.notices()).toEqual(['episode-1-escalated']);
  });
});

describe('alerts of one name with different labels `cause`', () => {
  const forCause = (cause: string, changes: any = {}): any =>
    alert({ labels: { alertname: 'ModelRetrainingNeeded', cause }, fingerprint: cause, ...changes });

  it('ask each for itself, and have an episode each', async () => {
    const { body } = await send(payload([forCause('latency'), forCause('accuracy')]));
    expect(body.runs).toEqual([
      { alertname: 'ModelRetrainingNeeded', cause: 'accuracy', run_id: 1, request: 'started' },
      { alertname: 'ModelRetrainingNeeded', cause: 'latency', run_id: 1, request: 'joined' },
    ]);
    await bench.check(1);
    expect(await bench.episodes()).toMatchObject([
      { cause: 'alert:ModelRetrainingNeeded (accuracy)', state: 'open', run_id: 1 },
    ]);
  });

  it('a run that was refused for one does not hold up a run for the other', async () => {
    await send(payload([forCause('latency')]));
    await bench.check(1);
    await bench.finish(1, 'refused');
    bench.service.clock.advance(6 * HOUR);
    await send(payload([forCause('latency'), forCause('accuracy')]));
    expect(await bench.check(2)).toMatchObject({
      kind: 'done',
      output: { decision: 'retrain', cause: 'alert:ModelRetrainingNeeded (accuracy)' },
    });
    expect(await bench.episodes()).toMatchObject([
      { cause: 'alert:ModelRetrainingNeeded (latency)', state: 'escalated' },
      { cause: 'alert:ModelRetrainingNeeded (accuracy)', state: 'open' },
    ]);
  });

  it('one that met the run of the other asks again, for itself', async () => {
    await send(payload([forCause('latency')]));
    expect((await send(payload([forCause('accuracy')]))).body.runs).toMatchObject([{ run_id: 1, request: 'joined' }]);
    await bench.finish(1, 'skipped', { trained: false });
    const { body } = await send(payload([forCause('latency'), forCause('accuracy')]));
    expect(body.runs).toMatchObject([{ cause: 'accuracy', run_id: 2, request: 'started' }]);
    expect((await send(payload([forCause('accuracy')]))).body.runs).toEqual([]);
  });

  it('the end of one leaves the episode of the other open', async () => {
    await send(payload([forCause('accuracy')]));
    await bench.check(1);
    await send(payload([forCause('latency', resolved)]));
    expect(await bench.episodes()).toMatchObject([{ state: 'open' }]);
    await send(payload([forCause('accuracy', resolved)]));
    expect(await bench.episodes()).toMatchObject([{ state: 'healed' }]);
  });
});

describe('other alerts', () => {
  it('are recorded only', async () => {
    const other = alert({ labels: { alertname: 'DiskFull' } });
    expect((await send(payload([other]))).body).toEqual({ accepted: 1, runs: [] });
    expect((await send(payload([alert(resolved)]))).body).toEqual({ accepted: 1, runs: [] });
    expect(await runs()).toEqual([]);
  });

  it('that stand twice in a payload count once, as they stand last', async () => {
    expect((await send(payload([alert(), alert(resolved)]))).body).toEqual({ accepted: 1, runs: [] });
  });

  it('are forgotten with the predictions of their time', async () => {
    await send(payload());
    bench.service.clock.advance(401 * 24 * HOUR);
    await bench.service.application.get(DecisionRetention, { strict: false }).apply();
    expect(await bench.service.dataSource.query('SELECT * FROM alert')).toEqual([]);
  });
});

describe('a body that is no such payload is refused, naming the field', () => {
  it.each<[string, any, string]>([
    ['nothing', {}, 'version'],
    ['a list', [], 'body'],
    ['another version', payload([], { version: '3' }), 'version'],
    ['no alerts', payload([], { alerts: undefined }), 'alerts'],
    ['no group', payload([], { groupKey: undefined }), 'groupKey'],
    ['an unknown status', payload([alert({ status: 'maybe' })]), 'alerts[0].status'],
    ['no time', payload([alert({ startsAt: 'yesterday' })]), 'alerts[0].startsAt'],
    ['no name', payload([alert({ labels: { severity: 'x' } })]), 'alerts[0].labels.alertname'],
    ['a label that is no text', payload([alert({ labels: { alertname: 1 } })]), 'alerts[0].labels.alertname'],
    ['NUL in a label', payload([alert({ labels: { alertname: 'a\0' } })]), 'alerts[0].labels.alertname'],
    ['half a character', payload([alert({ labels: { alertname: 'A', a: '\ud800' } })]), 'alerts[0].labels.a'],
    ['no fingerprint', payload([alert({ fingerprint: '' })]), 'alerts[0].fingerprint'],
    ['too many alerts', payload(Array.from({ length: 1_001 }, () => alert())), 'alerts'],
  ])('%s', async (_, body, field) => {
    const { status, body: problem } = await send(body);
    expect(status).toBe(400);
    expect(problem.errors.map((error: any) => error.field)).toContain(field);
  });
});

it('a failure leaves later alerts to be taken', async () => {
  const intake = bench.service.application.get(AlertIntake, { strict: false });
  const broken = { ...alert(), alertname: 'NUL is nothing to store: \0', startsAt: 0 };
  await expect(intake.take([broken])).rejects.toThrow();
  expect((await send(payload())).status).toBe(202);
});
