import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { STEP_NAMES, type StepName } from '../../../src/retraining/runs/run.js';
import { StepWriter, Superseded } from '../../../src/retraining/runs/step-writer.js';
import { Clock } from '../../../src/platform/index.js';
import type { DrivenClock } from '../../support/clock.js';
import { createDatabase } from '../../support/database.js';
import { Replica, ScriptedSteps } from './replica.js';

const TAKEOVER_MS = 5_000;
/** PostgreSQL waits 10 s before it gives a silent leader up. */
const FREEZE_MS = 20_000;
const PLACES = STEP_NAMES.flatMap((step) => [step, `${step}/commit`]);

let databaseUrl: string;
let heir: Replica;
let child: ChildProcess | undefined;
/** When the heir began each of its steps. */
let begunAt: Map<string, number>;
beforeEach(async () => {
  databaseUrl = await createDatabase();
  begunAt = new Map();
  const steps = new ScriptedSteps();
  for (const name of STEP_NAMES) steps.on(name, ({ attempt }) => effect(name, attempt));
  // Two processes need one time, so this test goes by the machine's.
  heir = await Replica.start({ databaseUrl, clock: new Clock() as DrivenClock, steps, role: 'api' });
  await heir.dataSource.query('CREATE TABLE effect (step text, attempt int, pid int)');
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await heir.stop();
});

function effect(name: StepName, attempt: number) {
  begunAt.set(name, performance.now());
  return {
    kind: 'done' as const,
    output: {},
    commit: async (manager: { query: (sql: string, parameters: unknown[]) => Promise<unknown> }) => {
      await manager.query('INSERT INTO effect VALUES ($1, $2, $3)', [name, attempt, process.pid]);
      return {};
    },
  };
}

/** A second process that leads, and has come to `place` in its run; then this process becomes a standby. */
async function processAt(place: string): Promise<{ leader: ChildProcess; runId: number; standby: Replica }> {
  const { runId } = await heir.runs.request('manual', 'the test', 'to be interrupted');
  const leader = spawn(process.execPath, ['test/retraining/runs/worker-process.mjs'], {
    env: { ...process.env, DATABASE_URL: databaseUrl, STOP_AT: place },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child = leader;
  let output = '';
  for await (const chunk of leader.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (output.includes(`at ${place}\n`)) break;
  }
  const standby = await Replica.start({ databaseUrl, clock: heir.clock, steps: heir.steps });
  return { leader, runId, standby };
}

/** Each step that had an effect, and how often. */
async function effects(): Promise<string[]> {
  const rows = await heir.dataSource.query(`SELECT step, count(*)::int AS times FROM effect GROUP BY step`);
  return rows.map(({ step, times }: { step: string; times: number }) => `${step} ${times}`).sort();
}

const EACH_ONCE = STEP_NAMES.map((step) => `${step} 1`).sort();

it.each(PLACES)('kill -9 in %s: another process takes the step up, and no effect is doubled', async (place) => {
  const { leader, runId, standby } = await processAt(place);
  const step = place.split('/')[0] as StepName;
  const killedAt = performance.now();
  leader.kill('SIGKILL');
  await expect.poll(async () => (await heir.run(runId)).status, { timeout: 20_000, interval: 20 }).toBe('finished');
  await standby.stop();
  expect(begunAt.get(step)! - killedAt).toBeLessThan(TAKEOVER_MS);
  expect(await heir.run(runId)).toMatchObject({ outcome: 'deployed' });
  expect(await effects()).toEqual(EACH_ONCE);
  expect(await heir.step(runId, step)).toMatchObject({ status: 'done', attempts: 2 });
  expect(await heir.notices()).toEqual([`run-${runId}-started`, `run-${runId}-deployed`]);
});

it('kill -9 in the last attempt closes the run as failed', async () => {
  const { leader, runId, standby } = await processAt('train');
  await heir.dataSource.query(`UPDATE retraining_step SET attempts = 3 WHERE name = 'train'`);
  leader.kill('SIGKILL');
  await expect.poll(async () => (await heir.run(runId)).status, { timeout: 20_000 }).toBe('finished');
  await standby.stop();
  expect(await heir.run(runId)).toMatchObject({
    outcome: 'failed',
    explanation: 'train: the process that ran it ended before the step did',
  });
  expect(await heir.notices()).toEqual([`run-${runId}-started`, `run-${runId}-failed`]);
});

it.each(['train', 'deploy/commit'])(
  'a leader that freezes in %s loses the step, and what it writes when it wakes is refused',
  async (place) => {
    const { leader, runId, standby } = await processAt(place);
    const step = place.split('/')[0] as StepName;
    leader.kill('SIGSTOP');
    await expect.poll(async () => (await heir.run(runId)).status, { timeout: FREEZE_MS }).toBe('finished');
    const before = await heir.step(runId, step);
    leader.stdin!.write('go on\n');
    leader.kill('SIGCONT');
    // It ends by itself after it has come to the end of what it was doing.
    leader.kill('SIGTERM');
    await once(leader, 'exit');
    expect(await effects()).toEqual(EACH_ONCE);
    expect(await heir.step(runId, step)).toEqual(before);
    expect(before).toMatchObject({ attempts: 2 });
    await standby.stop();
  },
  60_000,
);

it('a write of an attempt that was taken over is refused, with its commit', async () => {
  const { runId } = await heir.runs.request('manual', 'the test', 'to be fenced');
  const writer = heir.get(StepWriter);
  const asleep = await writer.begin(await heir.run(runId), await heir.step(runId, 'check'));
  const awake = await writer.begin(await heir.run(runId), await heir.step(runId, 'check'));
  expect([asleep.number, awake.number]).toEqual([1, 2]);
  const writes = [
    () => writer.end(asleep, effect('check', 1), []),
    () => writer.end(asleep, { kind: 'again', at: 0, output: {} }, []),
    () => writer.fail(asleep, 'late', undefined, []),
    () => writer.giveBack(asleep, []),
    () => writer.log(asleep, [{ at: '', attempt: 1, line: 'late' }]),
  ];
  for (const write of writes) await expect(write()).rejects.toBeInstanceOf(Superseded);
  expect(await effects()).toEqual([]);
  await writer.end(awake, effect('check', 2), []);
  expect(await effects()).toEqual(['check 1']);
  for (const write of writes) await expect(write()).rejects.toBeInstanceOf(Superseded);
  expect(await heir.step(runId, 'check')).toMatchObject({ status: 'done', attempts: 2, error: null, log: [] });
});
