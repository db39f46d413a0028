import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { importCommand } from '../../src/commands/import.js';
import { guessConfig, writeConfig } from '../../src/commands/files/initial-config.js';
import { replayCommand } from '../../src/commands/replay.js';
import { readConfig } from '../../src/config/index.js';
import { CsvFile } from '../../src/csv/index.js';
import type { ConfusionCounts } from '../../src/statistics/index.js';
import { temporaryFolder } from '../csv/temporary-files.js';
import { createDatabase } from '../support/database.js';
import { TestService } from '../support/service.js';
import { PAYMENT_COLUMNS, writePayments } from './payments.js';
import { figuresOf, runCommand } from './run-command.js';
import { ScriptedService } from './scripted-service.js';

const folder = temporaryFolder();
const config = join(folder, 'payments.config.yaml');
const file = writePayments(folder, 'payments.csv.gz', 1_200);

beforeAll(async () => {
  const csv = await CsvFile.open(file);
  const roles = { label: 'is_fraud', positive: '1', time: 'paid_at', id: 'payment_id', exclude: [] };
  await writeConfig(config, false, () => guessConfig(csv, roles, {}));
});

describe('replay', () => {
  it('before it sends anything, finds the row that is out of order', async () => {
    const change = (line: string, row: number): string => (row === 700 ? line.replace('2026', '2025') : line);
    const unsorted = writePayments(folder, 'unsorted.csv', 1_200, { change });
    const service = await ScriptedService.start();
    await expect(
      runCommand(replayCommand(), unsorted, ...PAYMENT_COLUMNS, '--config', config, '--url', service.url.href),
    ).rejects.toThrow(/unsorted\.csv, line 702: its time .* is before that of line 701, .*; sort the file/);
    expect(service.asked).toEqual([]);
  });

  it('at a speed sends each transaction and label alone, in the order of their times', async () => {
    const service = await ScriptedService.start();
    const pace = ['--limit', '4', '--speed', '1e9', '--label-delay', '90m', '--config', config];
    await runCommand(replayCommand(), file, ...PAYMENT_COLUMNS, ...pace, '--url', service.url.href);
    expect(service.asked.map(({ path, ids }) => `${path} ${ids.join()}`)).toEqual([
      '/predict p0',
      '/predict p1',
      '/feedback p0',
      '/predict p2',
      '/feedback p1',
      '/predict p3',
      '/feedback/batch p2,p3',
    ]);
    expect(service.bodies[0]).toEqual({
      transaction_id: 'p0',
      timestamp: '2026-01-01T00:00:00.000Z',
      features: { amount: 0.5, channel: 'online', night: true },
    });
  });

  it('may leave the last labels, or all, unsent', async () => {
    const service = await ScriptedService.start();
    const options = [...PAYMENT_COLUMNS, '--limit', '10', '--config', config, '--url', service.url.href];
    expect(await figuresOf(replayCommand(), file, ...options, '--no-final-labels')).toMatchObject({
      labels_not_sent: 10,
    });
    expect(await figuresOf(replayCommand(), file, ...options, '--no-labels')).toMatchObject({ labels_not_sent: 0 });
    expect(service.asked.map(({ path }) => path)).toEqual(['/predict/batch', '/predict/batch']);
  });

  it('names the line of a row that the service refuses', async () => {
    const service = await ScriptedService.start();
    service.script([
      400,
      {},
      { detail: 'no', errors: [{ field: 'transactions[5].features.night', detail: 'is required' }] },
    ]);
    await expect(
      runCommand(replayCommand(), file, ...PAYMENT_COLUMNS, '--config', config, '--url', service.url.href),
    ).rejects.toThrow('payments.csv.gz, line 7: POST /predict/batch was refused (400)');
  });
});

describe('replay through a whole service', () => {
  let service: TestService;
  let url: string;

  beforeAll(async () => {
    const databaseUrl = await createDatabase();
    vi.stubEnv('DATABASE_URL', databaseUrl);
    const past = ['--limit', '600', '--config', config];
    await runCommand(importCommand(), file, ...PAYMENT_COLUMNS, ...past);
    const guessed = readConfig(config);
    const small = {
      forest: { ...guessed.forest, nEstimators: 5, threads: 1 },
      training: { ...guessed.training, minimumRows: 100 },
    };
    service = await TestService.start({ config: { ...guessed, ...small }, history: 0, databaseUrl });
    await service.application.listen(0, '127.0.0.1');
    url = await service.application.getUrl();
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  });

  it('sees the same outcomes as the service does', async () => {
    const future = ['--skip', '600', '--label-delay', '3d', '--config', config, '--url', url];
    const figures = await figuresOf(replayCommand(), file, ...PAYMENT_COLUMNS, ...future);
    expect(figures).toMatchObject({ predictions: 600, labels: { recorded: 600, pending: 0 }, labels_not_sent: 0 });
    const { tp, fp, tn, fn } = figures.confusion as ConfusionCounts;
    expect(tp).toBeGreaterThan(0);
    const counted: unknown = await service.dataSource.query('SELECT count(*)::int AS rows FROM label');
    expect(counted).toEqual([{ rows: tp + fp + tn + fn }]);
    const outcomes = await service.metric('ml_labels_total');
    expect(outcomes).toEqual({
      '{model_version="v1",outcome="tp"}': tp,
      '{model_version="v1",outcome="fp"}': fp,
      '{model_version="v1",outcome="tn"}': tn,
      '{model_version="v1",outcome="fn"}': fn,
    });
  });

  it('counts once what is sent twice', async () => {
    const again = ['--skip', '600', '--limit', '50', '--config', config, '--url', url];
    const figures = await figuresOf(replayCommand(), file, ...PAYMENT_COLUMNS, ...again);
    expect(figures).toMatchObject({ predictions: 50, labels: { recorded: 0, unchanged: 50 } });
  });
});
