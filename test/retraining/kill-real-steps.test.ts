import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ConfigInput, configSchema, readEnvironment } from '../../src/config/index.js';
import { Clock } from '../../src/platform/index.js';
import type { StepName } from '../../src/retraining/runs/run.js';
import type { DrivenClock } from '../support/clock.js';
import { createDatabase } from '../support/database.js';
import { TestService } from '../support/service.js';

const TAKEOVER_MS = 5_000;
const CONFIG: ConfigInput = {
  name: 'test',
  classes: { positive: 'fraud', negative: 'legitimate' },
  features: [
    { name: 'amount', kind: 'numeric' },
    { name: 'channel', kind: 'categorical', categories: ['chip', 'online'] },
    { name: 'card_present', kind: 'boolean' },
    { name: 'account_age_days', kind: 'numeric' },
  ],
  training: { minimum_rows: 50 },
  forest: { n_estimators: 20, threads: 1 },
};

/** A lock that lets a step come so far, and not to its end. */
interface Barrier {
  readonly table: string;
  readonly mode: 'SHARE' | 'ACCESS EXCLUSIVE';
}
const NO_WRITE = (table: string): Barrier => ({ table, mode: 'SHARE' });
const NO_READ = (table: string): Barrier => ({ table, mode: 'ACCESS EXCLUSIVE' });

/** What holds up each step; where an earlier step needs the same table, that one is held up first, by another. MLflow holds up notify. */
const BARRIERS: Record<StepName, readonly [Barrier?, Barrier?]> = {
  check: [NO_WRITE('notice')],
  prepare: [NO_WRITE('notice'), NO_READ('history')],
  train: [NO_WRITE('model_version')],
  validate: [NO_WRITE('model_version'), NO_READ('deployment')],
  deploy: [NO_WRITE('deployment')],
  notify: [],
};

let databaseUrl: string;
let folder: string;
let silentMlflow: http.Server;
let store: TestService;
let leader: ChildProcess;
let heir: TestService;
let holders: pg.Client[];

beforeAll(async () => {
  databaseUrl = await createDatabase();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'homeostat-kill-'));
  fs.writeFileSync(path.join(folder, 'config.yaml'), JSON.stringify(CONFIG));
  silentMlflow = http.createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silentMlflow, 'listening');
  store = await replica({ history: 400, role: 'api' });
});
afterAll(async () => {
  await store.stop();
  silentMlflow.closeAllConnections();
  silentMlflow.close();
  fs.rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  holders = [];
  leader = spawn(process.execPath, ['dist/src/cli.js', 'start'], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      HOMEOSTAT_CONFIG: path.join(folder, 'config.yaml'),
      PORT: '0',
      LOG_LEVEL: 'warn',
      MLFLOW_TRACKING_URI: `http://127.0.0.1:${(silentMlflow.address() as AddressInfo).port}`,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await expect.poll(leaders, { timeout: 30_000 }).toBe(1);
  heir = await replica({ history: 0 });
});
afterEach(async () => {
  leader.kill('SIGKILL');
  await Promise.all(holders.map((holder) => holder.end()));
  await heir.stop();
});

/** A replica by the machine's time, which is that of the other process. */
function replica({ history, role = 'all' }: { history: number; role?: string }): Promise<TestService> {
  const clock = new Clock() as DrivenClock;
  const environment = readEnvironment({ ROLE: role });
  return TestService.start({ config: configSchema.parse(CONFIG), clock, databaseUrl, history, environment });
}

async function leaders(): Promise<number> {
  const rows = await store.dataSource.query(
    `SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted
     AND application_name = 'homeostat leader' AND datname = current_database()`,
  );
  return rows.length;
}

async function hold({ table, mode }: Barrier): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  holders.push(client);
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${table} IN ${mode} MODE`);
  return client;
}

async function release(holder: pg.Client | undefined): Promise<void> {
  if (!holder) return;
  holders = holders.filter((other) => other !== holder);
  await holder.end();
}

async function someoneWaitsFor({ table }: Barrier): Promise<boolean> {
  const rows = await store.dataSource.query(`SELECT 1 FROM pg_locks WHERE NOT granted AND relation = to_regclass($1)`, [
    table,
  ]);
  return rows.length > 0;
}

async function stepOf(runId: number, name: StepName): Promise<any> {
  const { body } = await store.get(`/admin/retrains/${runId}`);
  return body.steps.find((step: { name: string }) => step.name === name);
}

async function counts(): Promise<Record<string, number>> {
  const rows = await store.dataSource.query(
    `SELECT (SELECT count(*)::int FROM deployment) AS deployments, (SELECT count(*)::int FROM model_version) AS versions,
       (SELECT count(*)::int FROM retraining_run) AS runs`,
  );
  return rows[0];
}

it.each(Object.keys(BARRIERS) as StepName[])(
  'kill -9 of a service in its %s: another takes the run up in under 5 s, and all of it happens once',
  async (name) => {
    const before = await counts();
    const [first, second] = BARRIERS[name];
    let holder = first && (await hold(first));
    const { body } = await store.post('/admin/retrain', { force: true, reason: 'to be interrupted' });
    const runId: number = body.run_id;
    if (first && second) {
      await expect.poll(() => someoneWaitsFor(first), { timeout: 20_000, interval: 10 }).toBe(true);
      const next = await hold(second);
      await release(holder);
      holder = next;
    }
    await expect.poll(async () => (await stepOf(runId, name)).status, { timeout: 20_000, interval: 5 }).toBe('running');
    const killedAt = Date.now();
    leader.kill('SIGKILL');
    await release(holder);

    const finished = async (): Promise<string> => (await store.get(`/admin/retrains/${runId}`)).body.status;
    await expect.poll(finished, { timeout: 20_000, interval: 50 }).toBe('finished');
    const step = await stepOf(runId, name);
    expect(Date.parse(step.started_at) - killedAt).toBeLessThan(TAKEOVER_MS);
    const { outcome, steps } = (await store.get(`/admin/retrains/${runId}`)).body;
    expect(outcome).toBe('deployed');
    expect(steps.map(({ attempts }: { attempts: number }) => attempts)).toEqual(
      steps.map((other: { name: string }) => (other.name === name ? 2 : 1)),
    );
    expect(await counts()).toEqual({
      deployments: before['deployments'] + 1,
      versions: before['versions'] + 1,
      runs: before['runs'] + 1,
    });
    const told = await store.dataSource.query(`SELECT key FROM notice WHERE key LIKE $1 ORDER BY id`, [
      `run-${runId}-%`,
    ]);
    expect(told).toEqual([{ key: `run-${runId}-started` }, { key: `run-${runId}-deployed` }]);
    const { active, models } = (await store.get('/models')).body;
    expect(models.filter(({ status }: { status: string }) => status === 'active')).toHaveLength(1);
    await expect.poll(async () => (await heir.get('/health')).body.model_version).toBe(active);
  },
  60_000,
);
