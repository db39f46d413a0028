import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { modelsCommand } from '../../src/commands/admin/models.js';
import { retrainCommand } from '../../src/commands/admin/retrain.js';
import { rollbackCommand } from '../../src/commands/admin/rollback.js';
import { runsCommand } from '../../src/commands/admin/runs.js';
import { readEnvironment } from '../../src/config/index.js';
import type { StepResult } from '../../src/retraining/runs/run.js';
import { Replica, ScriptedSteps } from '../retraining/runs/replica.js';
import { createDatabase } from '../support/database.js';
import { TestService } from '../support/service.js';
import { figuresOf, runCommand } from './run-command.js';

const KEY = 'a-key-of-many-characters';

let service: TestService;
let worker: Replica;
let url: string[];
let ending: StepResult;
beforeAll(async () => {
  const databaseUrl = await createDatabase();
  service = await TestService.start({
    databaseUrl,
    environment: readEnvironment({ ADMIN_API_KEY: KEY, ROLE: 'api' }),
  });
  await service.application.listen(0, '127.0.0.1');
  url = ['--url', await service.application.getUrl()];
  const steps = new ScriptedSteps()
    .on('train', (context) => {
      context.log('100 trees of 5 rows');
      return { kind: 'done', output: { version: 'v2' } };
    })
    .on('validate', () => ending);
  worker = await Replica.start({ databaseUrl, clock: service.clock, steps });
});
afterAll(async () => {
  await worker.stop();
  await service.stop();
});
beforeEach(() => {
  process.env['ADMIN_API_KEY'] = KEY;
  ending = { kind: 'done', output: {} };
});
afterEach(() => {
  delete process.env['ADMIN_API_KEY'];
  process.exitCode = undefined;
});

describe('homeostat retrain', () => {
  it('--wait shows the steps as they go and ends well when a model is deployed', async () => {
    const { printed } = await runCommand(retrainCommand(), '--reason', 'to see', '--wait', ...url);
    const [run] = (await figuresOf(runsCommand(), '--limit', '1', ...url)).runs;
    expect(run).toMatchObject({ trigger: 'manual', reason: 'to see', outcome: 'deployed' });
    expect(run.actor).toMatch(/command line/);
    for (const step of ['check', 'prepare', 'train', 'validate', 'deploy', 'notify'])
      expect(printed).toMatch(new RegExp(`^ {2}${step} +done, 0.0 s$`, 'm'));
    expect(printed).toContain('100 trees of 5 rows');
    expect(printed.trim().split('\n').at(-1)).toBe(`Run ${run.run_id}: deployed`);
    expect(process.exitCode).toBeUndefined();
  });

  it.each([
    ['refused', 'worse than the champion'],
    ['failed', 'out of luck'],
  ] as const)('--wait ends badly when the run is %s, and says why', async (outcome, explanation) => {
    ending = { kind: 'end', outcome, explanation, output: {} };
    const { printed, told } = await runCommand(retrainCommand(), '--wait', '--json', ...url);
    expect(JSON.parse(printed)).toMatchObject({ outcome, explanation });
    expect(told).toMatch(/validate +done/);
    expect(process.exitCode).toBe(1);
  });

  it('without --wait tells the run to look at', async () => {
    const { printed } = await runCommand(retrainCommand(), ...url);
    expect(printed).toMatch(/^Run \d+ is on its way\.\nSee it: npx homeostat runs \d+\n$/);
    await worker.turn();
  });

  it('fails with the running run when one is under way', async () => {
    await service.dataSource.query(
      `WITH run AS (INSERT INTO retraining_run (trigger, actor, reason, force, status, requested_at)
         VALUES ('manual', 'ada', 'x', false, 'running', now()) RETURNING id)
       INSERT INTO retraining_step (run_id, name, position, next_attempt_at, status, attempts)
       SELECT id, 'train', 1, '2100-01-01', 'pending', 1 FROM run`,
    );
    await expect(runCommand(retrainCommand(), ...url)).rejects.toThrow(
      /POST \/admin\/retrain was refused \(409\): run \d+ is under way/,
    );
    await service.dataSource.query(
      `UPDATE retraining_run SET status = 'finished', outcome = 'failed', finished_at = now() WHERE status = 'running'`,
    );
  });
});

describe('homeostat runs', () => {
  it('lists runs, and tells one of them step by step', async () => {
    const { printed } = await runCommand(runsCommand(), ...url);
    expect(printed).toMatch(/^run +asked for +trigger +outcome +took +why\n/);
    expect(printed).toMatch(/refused .*worse than the champion/);
    const [run] = (await figuresOf(runsCommand(), ...url)).runs.filter((each: any) => each.outcome === 'refused');
    const one = await runCommand(runsCommand(), String(run.run_id), ...url);
    expect(one.printed).toContain(`Run ${run.run_id}: refused (worse than the champion)`);
    expect(one.printed).toMatch(/^ +version: v2$/m);
    expect(one.printed).not.toContain('{');
    expect((await figuresOf(runsCommand(), String(run.run_id), ...url)).steps).toHaveLength(6);
  });

  it('refuses what is no run', async () => {
    await expect(runCommand(runsCommand(), '999', ...url)).rejects.toThrow(/\(404\): there is no run 999/);
    await expect(runCommand(runsCommand(), 'last', ...url)).rejects.toThrow(/number of a run/);
  });
});

describe('homeostat models and rollback', () => {
  it('lists versions', async () => {
    const { printed } = await runCommand(modelsCommand(), ...url);
    expect(printed).toMatch(/^version +status +made +rows +accuracy +average precision +source\nv1 +active /);
    expect((await figuresOf(modelsCommand(), ...url)).active).toBe('v1');
  });

  it('a rollback that can’t be says so', async () => {
    await expect(runCommand(rollbackCommand(), '--reason', 'x', ...url)).rejects.toThrow(/\(409\)/);
    await expect(runCommand(rollbackCommand(), '--reason', 'x', '--to', 'v9', ...url)).rejects.toThrow(/\(404\)/);
    await expect(runCommand(rollbackCommand(), ...url)).rejects.toThrow(/--reason/);
  });

  it('without the key it says what to set', async () => {
    delete process.env['ADMIN_API_KEY'];
    await expect(runCommand(runsCommand(), ...url)).rejects.toThrow(/\(401\).*set ADMIN_API_KEY/);
  });

  it('where nothing answers it says how to start', async () => {
    await expect(runCommand(runsCommand(), '--url', 'http://127.0.0.1:1')).rejects.toThrow(
      /nothing answers at http:\/\/127\.0\.0\.1:1 \(.+\): start the service/,
    );
  });
});
