import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepContext, StepResult } from '../../../src/retraining/runs/run.js';
import { DailyCheck } from '../../../src/retraining/runs/daily-check.js';
import { RunRetention } from '../../../src/retraining/runs/run-retention.js';
import { DrivenClock } from '../../support/clock.js';
import { createDatabase } from '../../support/database.js';
import { gate, Replica, ScriptedSteps, untilAborted } from './replica.js';

const DAY_MS = 86_400_000;

let databaseUrl: string;
let clock: DrivenClock;
let replicas: Replica[];
beforeEach(async () => {
  databaseUrl = await createDatabase();
  clock = new DrivenClock();
  replicas = [];
});
afterEach(() => Promise.all(replicas.map((replica) => replica.stop())));

async function start(options: Parameters<typeof Replica.start>[0] = {}): Promise<Replica> {
  const replica = await Replica.start({ databaseUrl, clock, ...options });
  replicas.push(replica);
  return replica;
}

/** All runs of the store, oldest first. */
function runs(): Promise<any[]> {
  return replicas[0].dataSource.query('SELECT id, trigger, status, outcome FROM retraining_run ORDER BY id');
}

/** Steps whose check waits for a condition; a run that was asked for by others than the clock goes on. */
function waitingSteps(): ScriptedSteps {
  return new ScriptedSteps().on('check', ({ run }): StepResult =>
    run.trigger === 'schedule'
      ? { kind: 'again', at: clock.now() + 300_000, output: {} }
      : { kind: 'done', output: { cause: run.trigger, force: run.force, evidence: [] } },
  );
}

describe('one run at a time', () => {
  it('five triggers at once in two replicas make one run, made once', async () => {
    const [one, two] = [await start(), await start()];
    const asked = await Promise.all([
      one.runs.request('manual', 'a', 'first'),
      two.runs.request('manual', 'b', 'second'),
      one.runs.request('alert', 'c', 'third'),
      two.runs.request('alert', 'd', 'fourth'),
      one.runs.request('schedule', 'e', 'fifth'),
    ]);
    expect(new Set(asked.map(({ runId }) => runId)).size).toBe(1);
    expect(asked.filter(({ kind }) => kind === 'started')).toHaveLength(1);
    await Promise.all([one.turn(), two.turn()]);
    await expect.poll(async () => (await runs()).map(({ status }) => status)).toEqual(['finished']);
    expect([...one.steps.begun, ...two.steps.begun]).toHaveLength(6);
  });

  it('a run past its check is busy', async () => {
    const training = gate();
    const replica = await start({
      steps: new ScriptedSteps().on('train', (context) => {
        training.open();
        return untilAborted(context);
      }),
    });
    const { runId } = await replica.runs.request('manual', 'a', 'first');
    await training.opened;
    for (const trigger of ['manual', 'alert', 'schedule'] as const) {
      expect(await replica.runs.request(trigger, 'b', 'second')).toEqual({ kind: 'busy', runId });
    }
  });

  it('a trigger by hand joins a check that waits, which goes on for it', async () => {
    const replica = await start({ steps: waitingSteps() });
    const { runId } = await replica.runs.request('schedule', 'the clock', 'daily');
    await replica.turn();
    expect(await replica.states(runId)).toMatch('check pending');
    expect(await replica.runs.request('schedule', 'the clock', 'daily')).toEqual({ kind: 'busy', runId });
    expect(await replica.runs.request('manual', 'ada', 'now', true)).toEqual({ kind: 'joined', runId });
    await replica.turn();
    expect(await replica.run(runId)).toMatchObject({
      trigger: 'manual',
      actor: 'ada',
      force: true,
      outcome: 'deployed',
    });
    expect((await replica.step(runId, 'check')).output).toMatchObject({ cause: 'manual', force: true });
  });

  it('an alert takes over from the clock and not from a person', async () => {
    const replica = await start({ role: 'api' });
    const { runId } = await replica.runs.request('schedule', 'the clock', 'daily');
    await replica.runs.request('alert', 'Alertmanager', 'alert:a');
    expect(await replica.run(runId)).toMatchObject({ trigger: 'alert', actor: 'Alertmanager', force: false });
    await replica.runs.request('manual', 'ada', 'now');
    await replica.runs.request('alert', 'Alertmanager', 'alert:b');
    await replica.runs.request('manual', 'bob', 'now', true);
    expect(await replica.run(runId)).toMatchObject({ trigger: 'manual', actor: 'ada', reason: 'now', force: true });
  });

  it('a check that judges while somebody joins is made again for the joiner', async () => {
    const judging = gate();
    const joined = gate();
    const seen: string[] = [];
    const steps = new ScriptedSteps().on('check', async ({ run }: StepContext): Promise<StepResult> => {
      seen.push(run.trigger);
      if (run.trigger !== 'schedule') return { kind: 'done', output: {} };
      judging.open();
      await joined.opened;
      return { kind: 'end', outcome: 'skipped', explanation: 'no condition holds', output: {} };
    });
    const replica = await start({ steps });
    const { runId } = await replica.runs.request('schedule', 'the clock', 'daily');
    const turn = replica.turn();
    await judging.opened;
    expect(await replica.runs.request('manual', 'ada', 'now')).toEqual({ kind: 'joined', runId });
    joined.open();
    await turn;
    expect(seen).toEqual(['schedule', 'manual']);
    expect(await replica.run(runId)).toMatchObject({ outcome: 'deployed' });
  });
});

describe('the clock', () => {
  it('asks once at a tick that five replicas have, whatever became of the run', async () => {
    for (let replica = 0; replica < 5; replica += 1) await start({ role: 'api' });
    const tick = (): Promise<unknown> => Promise.all(replicas.map((replica) => replica.get(DailyCheck).tick()));
    await tick();
    expect(await runs()).toEqual([expect.objectContaining({ trigger: 'schedule', outcome: null })]);
    await replicas[0].runs.cancel(1, 'a person');
    const worker = await start({ role: 'worker' });
    await worker.turn();
    clock.advance(3_000);
    await tick();
    expect(await runs()).toHaveLength(1);
    clock.advance(DAY_MS);
    await tick();
    expect(await runs()).toHaveLength(2);
  });

  it('forgets skipped runs after 30 days and the others after a year, with their steps', async () => {
    const steps = new ScriptedSteps().on('check', ({ run }): StepResult =>
      run.trigger === 'schedule'
        ? { kind: 'end', outcome: 'skipped', explanation: 'no condition holds', output: {} }
        : { kind: 'done', output: {} },
    );
    const replica = await start({ steps });
    for (const trigger of ['schedule', 'manual'] as const) {
      await replica.runs.request(trigger, 'a', 'b');
      await replica.turn();
    }
    const left = async (): Promise<string[]> => {
      await replica.get(RunRetention).apply();
      return (await runs()).map(({ outcome }) => outcome);
    };
    expect(await left()).toEqual(['skipped', 'deployed']);
    clock.advance(31 * DAY_MS);
    expect(await left()).toEqual(['deployed']);
    clock.advance(336 * DAY_MS);
    expect(await left()).toEqual([]);
    expect(await replica.dataSource.query('SELECT 1 FROM retraining_step')).toEqual([]);
  });
});

describe('the lead', () => {
  it('is one replica’s, and never that of one with ROLE=api', async () => {
    const api = await start({ role: 'api' });
    const { runId } = await api.runs.request('manual', 'a', 'b');
    await api.turn();
    expect(await api.run(runId)).toMatchObject({ status: 'pending' });
    expect(await api.metric('ml_retraining_leader')).toEqual({ '': 0 });
    const worker = await start({ role: 'worker' });
    await worker.turn();
    expect(await api.run(runId)).toMatchObject({ outcome: 'deployed' });
    expect(await worker.metric('ml_retraining_leader')).toEqual({ '': 1 });
    const second = await start();
    await second.turn();
    expect(await second.metric('ml_retraining_leader')).toEqual({ '': 0 });
  });

  it('goes to another at SIGTERM, with the step, whose attempt does not count', async () => {
    const training = gate();
    const leaving = await start({
      steps: new ScriptedSteps().on('train', (context) => {
        training.open();
        return untilAborted(context);
      }),
    });
    const { runId } = await leaving.runs.request('manual', 'a', 'b');
    await training.opened;
    const heir = await start();
    await leaving.application.close();
    await expect.poll(async () => (await heir.run(runId)).status, { timeout: 10_000 }).toBe('finished');
    expect(heir.steps.begun).toEqual(['train 1', 'validate 1', 'deploy 1', 'notify 1']);
  });

  it('that is cut off stops its step, which another takes up', async () => {
    const training = gate();
    const stopped = gate();
    const cutOff = await start({
      steps: new ScriptedSteps().on('train', (context) => {
        training.open();
        context.signal.addEventListener('abort', stopped.open);
        return context.attempt === 1 ? untilAborted(context) : { kind: 'done', output: {} };
      }),
    });
    const { runId } = await cutOff.runs.request('manual', 'a', 'b');
    await training.opened;
    await cutOff.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await stopped.opened;
    await expect.poll(async () => (await cutOff.run(runId)).status, { timeout: 10_000 }).toBe('finished');
    expect(await cutOff.step(runId, 'train')).toMatchObject({ attempts: 2, status: 'done' });
  });
});
