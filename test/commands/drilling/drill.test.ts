import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import { drillCommand } from '../../../src/commands/drill.js';
import { findMonitoringPrograms } from '../../../src/commands/monitoring/monitoring.js';
import { runCommand } from '../run-command.js';

describe('what drill is asked for', () => {
  it.each([
    [[], 'name a fault, or say --all'],
    [['fire'], 'no fault is called "fire": clean, covariate'],
    [['missing', '--url', 'http://127.0.0.1:1'], '--url and --prometheus go together'],
    [
      ['latency', '--url', 'http://127.0.0.1:1', '--prometheus', 'http://127.0.0.1:2'],
      'latency harms more than traffic',
    ],
    [['missing', '--speed', '0'], 'Expected a number above 0'],
  ])('%j is refused', async (parameters, message) => {
    const command = drillCommand();
    let told = '';
    command.configureOutput({ writeErr: (text) => (told += text) });
    await expect(runCommand(command, ...parameters)).rejects.toThrow();
    expect(told).toContain(message);
  });
});

/** The compiled command, on the tests' own PostgreSQL. */
describe.runIf(findMonitoringPrograms())('Ctrl-C, with Prometheus and Alertmanager', () => {
  it('stops all that the drill started, and reports what it has seen till then', { timeout: 180_000 }, async () => {
    const drill = spawn(
      process.execPath,
      [path.join(import.meta.dirname, '../../../dist/src/cli.js'), 'drill', 'clean', '--json'],
      {
        env: { ...process.env, DATABASE_URL: inject('postgresUrl') },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let [printed, told] = ['', ''];
    drill.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await new Promise<void>((resolve) => {
      drill.stderr.on('data', (chunk: Buffer) => {
        told += chunk.toString();
        if (told.includes('ordinary traffic')) resolve();
      });
      drill.on('exit', () => {
        resolve();
      });
    });
    const databases = await drillDatabases();
    drill.kill('SIGINT');
    const [code] = (await once(drill, 'exit')) as [number | null];

    expect({ code, told }).toEqual({ code: 0, told: expect.stringContaining('Ended early') });
    expect(JSON.parse(printed)).toMatchObject({ speed: 360, faults: [{ fault: 'clean', detected: null }] });
    expect(databases).toHaveLength(2);
    const left = await drillDatabases();
    expect(left.filter((name) => databases.includes(name))).toEqual([]);
  });
});

async function drillDatabases(): Promise<string[]> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname LIKE 'homeostat_drill%'`,
  );
  await client.end();
  return rows.map(({ datname }) => datname);
}
