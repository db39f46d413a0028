import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { createDataSource, migrate } from '../../src/platform/database/database.js';

/** An empty database of its own for one test file. */
export async function createDatabase(): Promise<string> {
  const url = new URL(inject('postgresUrl'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  url.pathname = `/${name}`;
  return url.href;
}

/** A migrated database of its own. The caller destroys it. */
export async function openTestDatabase(url?: string): Promise<DataSource> {
  const dataSource = createDataSource({ url: url ?? (await createDatabase()), poolSize: 6 });
  await dataSource.initialize();
  await migrate(dataSource);
  return dataSource;
}
