import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { importCommand } from '../../src/commands/import.js';
import { readConfig } from '../../src/config/index.js';
import { temporaryFolder } from '../csv/temporary-files.js';
import { createDatabase, openTestDatabase } from '../support/database.js';
import { PAYMENT_COLUMNS, writePayments } from './payments.js';
import { figuresOf, runCommand } from './run-command.js';

const folder = temporaryFolder();
const config = join(folder, 'payments.config.yaml');
let dataSource: DataSource;

beforeAll(async () => {
  const url = await createDatabase();
  vi.stubEnv('DATABASE_URL', url);
  vi.stubEnv('HOMEOSTAT_CONFIG', config);
  dataSource = await openTestDatabase(url);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await dataSource.destroy();
});

const stored = async (sql: string): Promise<unknown> => dataSource.query(sql);

describe('import', () => {
  it('with --init writes the config, and brings the rows into the store', async () => {
    const file = writePayments(folder, 'payments.csv.gz', 500);
    const { printed, told } = await runCommand(importCommand(), file, ...PAYMENT_COLUMNS, '--init');
    expect(told).toContain(`Wrote ${config}`);
    expect(told).toContain('3 features: amount, channel, night');
    expect(printed).toMatch(/new in the store +500\n/);
    expect(readConfig(config).features.map(({ name, kind }) => [name, kind])).toEqual([
      ['amount', 'numeric'],
      ['channel', 'categorical'],
      ['night', 'boolean'],
    ]);
    const counts = 'SELECT count(*)::int AS rows, sum(positive::int)::int AS frauds FROM history';
    expect(await stored(counts)).toEqual([{ rows: 500, frauds: 77 }]);
    expect(await stored(`SELECT occurred_at, source FROM history WHERE transaction_id = 'p2'`)).toEqual([
      { occurred_at: new Date('2026-01-01T02:00:00Z'), source: 'import of payments.csv.gz' },
    ]);
  });

  it('does it once: the same rows again add nothing, new ones are added', async () => {
    const file = writePayments(folder, 'more.csv', 500, { first: 100 });
    expect(await figuresOf(importCommand(), file, ...PAYMENT_COLUMNS)).toMatchObject({
      rows: 500,
      rows_added: 100,
      rows_known_already: 400,
      from: '2026-01-05T04:00:00.000Z',
    });
  });

  it('names rows after the file where it has no ids, so that this holds for them too', async () => {
    const file = writePayments(folder, 'anonymous.csv', 20);
    const columns = ['--label', 'is_fraud', '--positive', '1', '--time', 'paid_at', '--skip', '5', '--limit', '10'];
    expect(await figuresOf(importCommand(), file, ...columns)).toMatchObject({ rows: 10, rows_added: 10 });
    expect(await figuresOf(importCommand(), file, ...columns)).toMatchObject({ rows: 10, rows_added: 0 });
    const ids = `SELECT min(transaction_id) AS id FROM history WHERE source = 'import of anonymous.csv'`;
    expect(await stored(ids)).toEqual([{ id: 'anonymous.csv#10' }]);
  });

  it('leaves out rows without a label, and says how many', async () => {
    const change = (line: string, row: number): string => (row % 10 === 3 ? line.replace(/\d$/, '') : line);
    const file = writePayments(folder, 'young.csv', 50, { first: 1_000, change });
    expect(await figuresOf(importCommand(), file, ...PAYMENT_COLUMNS)).toMatchObject({
      rows: 45,
      rows_without_label: 5,
    });
  });

  it('does not overwrite a config, unless it is forced to', async () => {
    const file = writePayments(folder, 'again.csv', 300);
    const before = readFileSync(config, 'utf8');
    await expect(runCommand(importCommand(), file, ...PAYMENT_COLUMNS, '--init', '--exclude', 'night')).rejects.toThrow(
      'there is such a file already, and --init does not overwrite it',
    );
    expect(readFileSync(config, 'utf8')).toBe(before);
    await runCommand(importCommand(), file, ...PAYMENT_COLUMNS, '--init', '--exclude', 'night', '--force');
    expect(readConfig(config).features.map(({ name }) => name)).toEqual(['amount', 'channel']);
  });

  it.each([
    ['a broken row', (line: string) => line.replace(',chip', ''), /broken\.csv, line 4: the row has 5 fields/],
    [
      'a wrong number',
      (line: string) => line.replace('.50', ' euro'),
      /broken\.csv, line 4, column "amount": "74 euro" is not a number/,
    ],
    ['a missing value', (line: string) => line.replace(',74.50', ','), /broken\.csv, line 4: amount is required/],
    ['no time', (line: string) => line.replace('2026', 'long ago'), /broken\.csv, line 4, column "paid_at"/],
    [
      'no id',
      (line: string) => line.replace('p2', ''),
      /broken\.csv, line 4, column "payment_id": an id must not be empty/,
    ],
  ])('stops at %s with its line', async (_, spoil, message) => {
    const change = (line: string, row: number): string => (row === 2 ? spoil(line) : line);
    const file = writePayments(folder, 'broken.csv', 300, { change });
    await expect(runCommand(importCommand(), file, ...PAYMENT_COLUMNS)).rejects.toThrow(message);
  });

  it('refuses a positive value that no row has, before it stores anything or writes a config', async () => {
    const file = writePayments(folder, 'mistaken.csv', 300);
    const other = join(folder, 'other.config.yaml');
    const columns = ['--label', 'channel', '--positive', '1', '--config', other, '--init'];
    await expect(runCommand(importCommand(), file, ...columns)).rejects.toThrow(
      /no row has the positive value "1"; the values there are "online", "chip"/,
    );
    expect(existsSync(other)).toBe(false);
  });
});
