import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FEATURES, testConfig } from '../support/config.js';
import { createDatabase } from '../support/database.js';
import { DrivenClock } from '../support/clock.js';
import { TestService } from '../support/service.js';
import { expectRecountedGauges } from './recounting/recounted-gauges.js';

const CONFIG = {
  name: 'test',
  classes: { positive: 'fraud', negative: 'legitimate' },
  features: [
    { name: 'amount', kind: 'numeric' },
    { name: 'channel', kind: 'categorical', categories: ['chip', 'online'], required: false },
    { name: 'card_present', kind: 'boolean' },
    { name: 'account_age_days', kind: 'numeric', required: false },
  ],
  windows: { minimum_labels: 1 },
  training: { minimum_rows: 50 },
  forest: { n_estimators: 5, threads: 1 },
};

const config = testConfig({ ...CONFIG, amount: undefined } as never);

let folder: string;
let databaseUrl: string;
let observer: TestService;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'homeostat-kill-'));
  fs.writeFileSync(path.join(folder, 'config.yaml'), stringify(CONFIG));
  databaseUrl = await createDatabase();
  // The services to be killed have the machine's clock.
  observer = await TestService.start({ databaseUrl, config, clock: new DrivenClock(Date.now()) });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await observer.stop();
  fs.rmSync(folder, { recursive: true });
});

/** A service in a process of its own, and where it listens. */
async function startProcess(): Promise<{ process: ChildProcess; url: string }> {
  const environment = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    HOMEOSTAT_CONFIG: path.join(folder, 'config.yaml'),
    PORT: '0',
  };
  const child = spawn(process.execPath, ['dist/src/cli.js', 'start'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    const url = /API +(http:\S+)\/predict/.exec(output)?.[1];
    if (url) return { process: child, url };
  }
  throw new Error(`the service ended: ${output}`);
}

it('kill -9 in the middle of scoring and labelling loses no answered prediction and counts nothing twice', async () => {
  const answered: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { process: child, url } = await startProcess();
    const dead = new Promise((resolve) => child.once('exit', resolve));
    const send = async (path: string, body: object): Promise<boolean> => {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).catch(() => undefined);
      return response?.ok ?? false;
    };
    const work = Array.from({ length: 8 }, async (_, worker) => {
      for (let batch = 0; ; batch += 1) {
        const ids = Array.from({ length: 40 }, (__, row) => `${round}-${worker}-${batch}-${row}`);
        if (
          !(await send('/predict/batch', {
            transactions: ids.map((transaction_id) => ({ transaction_id, features: FEATURES })),
          }))
        )
          return;
        answered.push(...ids);
        if (batch === 4 && worker === 0) child.kill('SIGKILL');
        if (
          !(await send('/feedback/batch', {
            labels: ids.map((transaction_id, row) => ({ transaction_id, actual_fraud: row % 4 === 0 })),
          }))
        )
          return;
      }
    });
    await Promise.all([...work, dead]);
  }

  observer.clock.advance(Date.now() - observer.clock.now());
  await expectRecountedGauges([observer], config);
  const { labels } = (await observer.get('/performance')).body.versions[0];
  expect(labels).toBeGreaterThan(0);
  const stored = await observer.dataSource.query('SELECT transaction_id FROM prediction_key');
  const ids = new Set(stored.map((row: { transaction_id: string }) => row.transaction_id));
  expect(answered.filter((id) => !ids.has(id))).toEqual([]);
}, 120_000);
