import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { reportCommand } from '../../src/commands/report-command.js';
import { figuresOf, runCommand } from '../commands/run-command.js';
import { temporaryFolder } from '../csv/temporary-files.js';
import { DrivenClock } from '../support/clock.js';
import { TEST_CLASSIFIER } from '../support/config.js';
import { createDatabase } from '../support/database.js';
import { recount } from '../support/recount.js';
import { TestService } from '../support/service.js';

const HOUR_MS = 3_600_000;
/** The config file that the command reads. */
const CONFIG = {
  ...TEST_CLASSIFIER,
  windows: { minimum_labels: 5 },
  drift: { minimum_rows: 200, cycle: '1h' },
};
const folder = temporaryFolder();
let service: TestService;

beforeAll(async () => {
  const databaseUrl = await createDatabase();
  const configFile = join(folder, 'test.config.yaml');
  writeFileSync(configFile, stringify(CONFIG));
  vi.stubEnv('DATABASE_URL', databaseUrl);
  vi.stubEnv('HOMEOSTAT_CONFIG', configFile);
  // The command's window ends at the real time, so the service lives in the last hours before it.
  service = await TestService.start({ databaseUrl, clock: new DrivenClock(Date.now() - 5 * HOUR_MS) });
  await traffic('before', (index) => (index * 37) % 1_000);
  service.clock.advance(2 * HOUR_MS);
  await traffic('after', (index) => 700 + ((index * 37) % 300));
  service.clock.advance(HOUR_MS);
  await traffic('confirmed', (index) => 700 + ((index * 37) % 300));
  await service.metric('ml_predictions_total'); // returns when the summaries hold everything
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await service.stop();
});

async function traffic(name: string, amountOf: (index: number) => number): Promise<void> {
  const transactions = Array.from({ length: 300 }, (_, index) => {
    const channel = index % 3 === 0 ? 'online' : 'chip';
    const features = { amount: amountOf(index), channel, card_present: channel === 'chip', account_age_days: index };
    return { transaction_id: `${name}-${index}`, features };
  });
  expect((await service.post('/predict/batch', { transactions })).status).toBe(200);
  const labels = transactions.slice(0, 200).map(({ transaction_id, features }) => ({
    transaction_id,
    actual_fraud: features.channel === 'online' && features.amount > 500,
  }));
  expect((await service.post('/feedback/batch', { labels })).status).toBe(200);
}

it('says what a recount of the log says', async () => {
  const figures = await figuresOf(reportCommand());
  const truth = (await recount(service.dataSource, 0)).get('v1')!;
  expect(figures).toMatchObject({
    name: 'test',
    model_version: 'v1',
    active: true,
    predictions: truth.predictions,
    positive_predictions: truth.positivePredictions,
    labels: truth.labels,
    counts: { tp: truth.tp, fp: truth.fp, tn: truth.tn, fn: truth.fn },
    html: null,
  });
  expect(truth.labels).toBe(600);
});

it('tells the amounts that moved, and since when', async () => {
  const { drift } = await figuresOf(reportCommand());
  const verdicts = drift.features.map(({ name, verdict }: any) => [name, verdict]);
  expect(verdicts).toEqual(
    expect.arrayContaining([
      ['amount', 'drifted'],
      ['channel', 'stable'],
    ]),
  );
  const { drift_over_time } = await figuresOf(reportCommand(), '--window', '12h');
  const { periods } = drift_over_time.find(({ column }: any) => column === 'amount');
  expect(periods.map(({ drifted }: any) => drifted)).toEqual([false, false, true]);
});

it('leaves out what lies before the window', async () => {
  expect(await figuresOf(reportCommand(), '--window', '1h')).toMatchObject({ predictions: 0, labels: 0 });
});

it('prints tables, and writes the page', async () => {
  const file = join(folder, 'report.html');
  const { printed } = await runCommand(reportCommand(), '--html', file);
  expect(printed).toContain('test v1 (active)');
  expect(printed).toMatch(/Recall +\d\.\d{4}/);
  expect(printed).toContain(`Wrote ${file}.`);
  const page = readFileSync(file, 'utf8');
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).not.toMatch(/https?:/);
  expect(page.match(/<svg /g)).toHaveLength(18);
});

it.each([
  [['--model-version', 'v9'], 'there is no model version v9'],
  [['--model-version', 'latest'], 'Expected a version such as v1'],
  [['--window', '5m'], 'Expected a duration from 1h to 366d'],
])('refuses %j', async (parameters, message) => {
  await expect(runCommand(reportCommand(), ...parameters)).rejects.toThrow(message);
});
