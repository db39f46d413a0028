import { afterEach, describe, expect, it } from 'vitest';
import type { StepResult } from '../../../src/retraining/runs/run.js';
import { gate, Replica, ScriptedSteps, untilAborted } from './replica.js';

const MINUTE_MS = 60_000;

let replica: Replica;
afterEach(() => replica.stop());

/** A run that was asked for by hand, in a replica of these steps. */
async function started(
  steps = new ScriptedSteps(),
  options: Parameters<typeof Replica.start>[0] = {},
): Promise<{ id: number; steps: ScriptedSteps }> {
  replica = await Replica.start({ steps, ...options });
  const { runId } = await replica.runs.request('manual', 'the test', 'to see it run');
  return { id: runId, steps };
}

describe('a run', () => {
  it('goes through its six steps, is deployed, and says that it started', async () => {
    const { id, steps } = await started();
    await replica.turn();
    expect(steps.begun).toEqual(['check 1', 'prepare 1', 'train 1', 'validate 1', 'deploy 1', 'notify 1']);
    expect(await replica.run(id)).toMatchObject({ status: 'finished', outcome: 'deployed', trigger: 'manual' });
    expect(await replica.states(id)).toBe(
      'check done, prepare done, train done, validate done, deploy done, notify done',
    );
    expect(await replica.notices()).toEqual([`run-${id}-started`, `run-${id}-deployed`]);
    expect(await replica.metric('ml_retraining_runs_total')).toMatchObject({
      '{trigger="manual",outcome="deployed"}': 1,
      '{trigger="manual",outcome="failed"}': 0,
    });
    expect(await replica.metric('ml_retraining_step_duration_seconds_count')).toMatchObject({ '{step="train"}': 1 });
    const seconds = replica.clock.now() / 1_000;
    expect(await replica.metric('ml_retraining_last_success_timestamp_seconds')).toEqual({ '': seconds });
    expect(await replica.metric('ml_retraining_in_progress')).toEqual({ '': 0 });
    expect(await replica.metric('ml_retraining_leader')).toEqual({ '': 1 });
  });

  it('gives a step the outputs of the earlier ones, with what their commits added', async () => {
    let seen: unknown;
    const steps = new ScriptedSteps()
      .on('train', () => ({ kind: 'done', output: { rows: 5 }, commit: () => Promise.resolve({ version: 'v2' }) }))
      .on('validate', (context) => {
        seen = context.outputOf('train');
        return { kind: 'done', output: {} };
      });
    await started(steps);
    await replica.turn();
    expect(seen).toEqual({ rows: 5, version: 'v2' });
  });

  it('shows what a step logs while it runs, of an endless log the beginning', async () => {
    const seen = gate();
    const steps = new ScriptedSteps().on('train', async (context) => {
      for (let line = 1; line <= 1_000; line += 1) context.log(`tree ${line} of 1000\0`);
      await seen.opened;
      return { kind: 'done', output: {} };
    });
    const { id } = await started(steps);
    const turn = replica.turn();
    await expect.poll(async () => (await replica.step(id, 'train')).log.length, { timeout: 10_000 }).toBe(200);
    seen.open();
    await turn;
    const { log } = await replica.step(id, 'train');
    expect(log[0]).toEqual({ at: new Date(replica.clock.now()).toISOString(), attempt: 1, line: 'tree 1 of 1000' });
    expect(log.at(-1)!.line).toBe('further lines are left out');
  });

  it('that is refused goes on to notify, past the steps between', async () => {
    const steps = new ScriptedSteps().on('validate', () => ({
      kind: 'end',
      outcome: 'refused',
      explanation: 'worse than the champion',
      output: {},
    }));
    const { id } = await started(steps);
    await replica.turn();
    expect(await replica.run(id)).toMatchObject({ outcome: 'refused', explanation: 'worse than the champion' });
    expect(await replica.notices()).toEqual([`run-${id}-started`, `run-${id}-refused`]);
    expect(await replica.states(id)).toBe(
      'check done, prepare done, train done, validate done, deploy skipped, notify done',
    );
  });

  it('that is skipped ends at once', async () => {
    const steps = new ScriptedSteps().on('check', () => ({
      kind: 'end',
      outcome: 'skipped',
      explanation: 'no condition holds',
      output: {},
    }));
    const { id } = await started(steps);
    await replica.turn();
    expect(await replica.run(id)).toMatchObject({ status: 'finished', outcome: 'skipped' });
    expect(steps.begun).toEqual(['check 1']);
    expect(await replica.notices()).toEqual([]);
  });

  it('whose check waits looks again at its time, without using an attempt up', async () => {
    let looks = 0;
    const steps = new ScriptedSteps().on('check', (): StepResult => {
      looks += 1;
      return looks < 5
        ? { kind: 'again', at: replica.clock.now() + 5 * MINUTE_MS, output: { looks } }
        : { kind: 'done', output: { looks, evidence: [] } };
    });
    const { id } = await started(steps);
    for (let minute = 0; minute < 20; minute += 1) {
      await replica.turn();
      expect(looks).toBe(1 + Math.floor(minute / 5));
      expect((await replica.run(id)).status).toBe('running');
      replica.clock.advance(MINUTE_MS);
    }
    await replica.turn();
    expect(await replica.run(id)).toMatchObject({ outcome: 'deployed' });
    expect((await replica.step(id, 'check')).attempts).toBe(1);
  });
});

describe('a step that fails', () => {
  it('is tried again after the delay, and its error is kept until it succeeds', async () => {
    const steps = new ScriptedSteps().on('train', ({ attempt }) => {
      if (attempt < 3) throw new Error(`out of luck in attempt ${attempt}`);
      return { kind: 'done', output: {} };
    });
    const { id } = await started(steps);
    await replica.turn();
    expect(await replica.step(id, 'train')).toMatchObject({ status: 'pending', error: 'out of luck in attempt 1' });
    replica.clock.advance(5 * MINUTE_MS - 1);
    await replica.turn();
    expect(steps.begun).not.toContain('train 2');
    replica.clock.advance(1);
    await replica.turn();
    expect(await replica.step(id, 'train')).toMatchObject({ attempts: 2, error: 'out of luck in attempt 2' });
    replica.clock.advance(5 * MINUTE_MS);
    await replica.turn();
    expect(await replica.step(id, 'train')).toMatchObject({ status: 'done', attempts: 3, error: null });
    expect((await replica.step(id, 'train')).log.map(({ line }) => line)).toEqual([
      'attempt 1 failed, and is tried again in 5m: out of luck in attempt 1',
      'attempt 2 failed, and is tried again in 5m: out of luck in attempt 2',
    ]);
    expect(await replica.run(id)).toMatchObject({ outcome: 'deployed' });
  });

  it('for the last time ends the run, and people are told', async () => {
    const steps = new ScriptedSteps().on('prepare', () => {
      throw new Error('no rows');
    });
    const { id } = await started(steps, { retraining: { retries: 1, retry_delay: '1m' } });
    await replica.turn();
    replica.clock.advance(MINUTE_MS);
    await replica.turn();
    expect(await replica.run(id)).toMatchObject({
      status: 'finished',
      outcome: 'failed',
      explanation: 'prepare: no rows',
    });
    expect(await replica.states(id)).toBe(
      'check done, prepare failed, train skipped, validate skipped, deploy skipped, notify skipped',
    );
    expect(await replica.notices()).toEqual([`run-${id}-started`, `run-${id}-failed`]);
    expect(steps.begun.filter((name) => name.startsWith('prepare'))).toEqual(['prepare 1', 'prepare 2']);
  });

  it('does so as well when its commit fails, which leaves nothing behind', async () => {
    const steps = new ScriptedSteps().on('deploy', ({ attempt }) => ({
      kind: 'done',
      output: {},
      commit: async (manager) => {
        await manager.query('CREATE TABLE IF NOT EXISTS committed (attempt int)');
        await manager.query('INSERT INTO committed VALUES ($1)', [attempt]);
        if (attempt === 1) throw new Error('the disk is full');
        return {};
      },
    }));
    const { id } = await started(steps);
    await replica.turn();
    replica.clock.advance(5 * MINUTE_MS);
    await replica.turn();
    expect(await replica.run(id)).toMatchObject({ outcome: 'deployed' });
    expect(await replica.dataSource.query('SELECT attempt FROM committed')).toEqual([{ attempt: 2 }]);
  });

  it('in notify does not undo what was deployed, and people have been told of it', async () => {
    const steps = new ScriptedSteps().on('notify', () => {
      throw new Error('nobody listens');
    });
    const { id } = await started(steps, { retraining: { retries: 0 } });
    await replica.turn();
    expect(await replica.run(id)).toMatchObject({ status: 'finished', outcome: 'deployed' });
    expect(await replica.step(id, 'notify')).toMatchObject({ status: 'failed', error: 'nobody listens' });
    expect(await replica.notices()).toEqual([`run-${id}-started`, `run-${id}-deployed`]);
  });

  it('in notify delays no notice: it is in the outbox before notify begins', async () => {
    let told: string[] = [];
    const steps = new ScriptedSteps().on('notify', async () => {
      told = await replica.notices();
      return { kind: 'done', output: {} };
    });
    const { id } = await started(steps);
    await replica.turn();
    expect(told).toEqual([`run-${id}-started`, `run-${id}-deployed`]);
    expect(await replica.notices()).toEqual(told);
  });

  it('by taking too long is told to stop, and has failed', async () => {
    const steps = new ScriptedSteps().on('train', untilAborted);
    const { id } = await started(steps, { retraining: { retries: 0, step_timeout: '20ms' } });
    await replica.turn();
    expect(await replica.run(id)).toMatchObject({ outcome: 'failed', explanation: 'train: it took longer than 20ms' });
  });

  it('to stop in time is left behind, and what it makes later does not count', async () => {
    const late = gate();
    const steps = new ScriptedSteps().on('train', async () => {
      await late.opened;
      return { kind: 'done', output: { late: true } };
    });
    const { id } = await started(steps, { retraining: { retries: 0, step_timeout: '20ms' } });
    await replica.turn();
    late.open();
    expect(await replica.run(id)).toMatchObject({ outcome: 'failed' });
    expect((await replica.step(id, 'train')).output).toBeNull();
  });
});

describe('a run that is cancelled', () => {
  it('in the middle of a step stops it, and ends', async () => {
    const running = gate();
    const steps = new ScriptedSteps().on('train', (context) => {
      running.open();
      return untilAborted(context);
    });
    const { id } = await started(steps);
    const turn = replica.turn();
    await running.opened;
    await replica.runs.cancel(id, 'a person');
    await turn;
    expect(await replica.run(id)).toMatchObject({ outcome: 'cancelled', explanation: 'cancelled by a person' });
    expect(await replica.states(id)).toBe(
      'check done, prepare done, train cancelled, validate cancelled, deploy cancelled, notify cancelled',
    );
    expect(await replica.notices()).toEqual([`run-${id}-started`, `run-${id}-cancelled`]);
  });

  it('while a step is at its end commits nothing of it', async () => {
    let committed = 0;
    const steps = new ScriptedSteps().on('deploy', async ({ run }) => {
      await replica.runs.cancel(run.id, 'a person');
      return {
        kind: 'done',
        output: {},
        commit: () => {
          committed += 1;
          return Promise.resolve({});
        },
      };
    });
    const { id } = await started(steps);
    await replica.turn();
    expect(await replica.run(id)).toMatchObject({ outcome: 'cancelled' });
    expect(committed).toBe(0);
  });

  it('between two attempts never makes the second', async () => {
    const steps = new ScriptedSteps().on('train', () => {
      throw new Error('once');
    });
    const { id } = await started(steps);
    await replica.turn();
    await replica.runs.cancel(id, 'a person');
    await replica.turn();
    expect(await replica.run(id)).toMatchObject({ outcome: 'cancelled' });
  });

  it('after it was deployed, or finished, is too late', async () => {
    const notifying = gate();
    const tell = gate();
    const steps = new ScriptedSteps().on('notify', async () => {
      notifying.open();
      await tell.opened;
      return { kind: 'done', output: {} };
    });
    const { id } = await started(steps);
    const turn = replica.turn();
    await notifying.opened;
    await expect(replica.runs.cancel(id, 'a person')).rejects.toThrow('its outcome is deployed');
    tell.open();
    await turn;
    await expect(replica.runs.cancel(id, 'a person')).rejects.toThrow('is finished');
    await expect(replica.runs.cancel(id + 1, 'a person')).rejects.toThrow('there is no run');
  });
});
