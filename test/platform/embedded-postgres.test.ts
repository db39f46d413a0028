import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joinEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { canReach } from '../../src/platform/database/postgres-binaries.js';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'homeostat-embedded-'));
});
afterEach(() => {
  if (clusterHome() !== folder) fs.rmSync(clusterHome(), { recursive: true });
  fs.rmSync(folder, { recursive: true });
});

/** Where the cluster is: run as root, not in a folder that only root may enter. */
function clusterHome(): string {
  const location = path.join(folder, 'postgres.location');
  return fs.existsSync(location) ? fs.readFileSync(location, 'utf8').trim() : folder;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

const isReachable = async (url: string): Promise<boolean> =>
  query(url, 'SELECT 1').then(
    () => true,
    () => false,
  );

describe('the embedded PostgreSQL', () => {
  it('keeps what was written over a stop and a start, in a 0700 folder too', async () => {
    const first = await joinEmbeddedPostgres(folder);
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS value');
    await first.leave();
    expect(await isReachable(first.url)).toBe(false);
    const second = await joinEmbeddedPostgres(folder);
    expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    await second.leave();
  });

  it('is joined, not started again, while it runs, and stopped by whoever leaves last', async () => {
    const [first, second] = await Promise.all([joinEmbeddedPostgres(folder), joinEmbeddedPostgres(folder)]);
    expect(second.url).toBe(first.url);
    const inUse = new pg.Client({ connectionString: second.url });
    await inUse.connect();
    await first.leave();
    expect(await isReachable(second.url)).toBe(true);
    await inUse.end();
    await second.leave();
    expect(await isReachable(second.url)).toBe(false);
  });

  it('starts where a killed machine left a lock file behind', async () => {
    const first = await joinEmbeddedPostgres(folder);
    const pid = Number(fs.readFileSync(path.join(clusterHome(), 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => isReachable(first.url)).toBe(false);
    const second = await joinEmbeddedPostgres(folder);
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.leave();
  });
});

describe('an account', () => {
  it('can reach a folder only when it may enter every folder above it', () => {
    const inner = path.join(folder, 'inner');
    fs.mkdirSync(inner, { mode: 0o755 });
    const stranger = { uid: 54_321, gid: 54_321 };
    expect(canReach(inner, stranger)).toBe(false);
    fs.chmodSync(folder, 0o711);
    expect(canReach(inner, stranger)).toBe(true);
    expect(canReach(path.join(inner, 'not', 'there', 'yet'), stranger)).toBe(true);
  });
});
