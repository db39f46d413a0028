import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { joinEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One real PostgreSQL for the whole run; each test file makes a database of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) {
    project.provide('postgresUrl', given);
    return () => Promise.resolve();
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'homeostat-test-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await joinEmbeddedPostgres(folder);
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.leave();
    fs.rmSync(folder, { recursive: true });
  };
}
