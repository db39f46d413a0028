import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Environment } from '../../config/index.js';
import { createDataSource, migrate } from './database.js';
import { joinEmbeddedPostgres } from './embedded-postgres.js';

/** An open store with its schema up to date. */
export interface Database {
  readonly dataSource: DataSource;
  /** The names of the migrations that opening it ran. */
  readonly migrated: readonly string[];
  /** Closes all connections; stops the embedded server when nobody else uses it. */
  readonly close: () => Promise<void>;
}

interface Server {
  readonly url: string;
  readonly leave: () => Promise<void>;
}

/** A server that is starting beside us (compose, a failover) gets this long. */
const CONNECT_TIMEOUT_MS = 30_000;
const RETRY_MS = 500;
/** Refused, unknown host (not there yet), and PostgreSQL's "starting up" and "too many connections". */
const PASSING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', '57P03', '53300']);

/**
 * Opens the database that DATABASE_URL names, or the embedded server of the data folder, and migrates it.
 *
 * @throws Error naming the server when it can't be reached within 30 s or refuses the login
 */
export async function openDatabase(environment: Environment): Promise<Database> {
  const { url, leave } = await joinServer(environment);
  return openAt(url, environment, leave);
}

/**
 * Opens an empty, migrated schema of its own in that database, which goes when it is closed. Killed before that, it stays
 * behind as `homeostat_private_...`.
 *
 * @throws Error as openDatabase, or when the login may not create a schema
 */
export async function openPrivateSchema(environment: Environment): Promise<Database> {
  const { url, leave } = await joinServer(environment);
  const schema = `homeostat_private_${randomBytes(6).toString('hex')}`;
  const owner = new pg.Client({ connectionString: url, application_name: 'homeostat private schema' });
  const drop = async (): Promise<void> => {
    await owner.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`).catch(() => undefined);
    await owner.end().catch(() => undefined);
    await leave();
  };
  try {
    await owner.connect();
    await owner.query(`CREATE SCHEMA ${schema}`);
  } catch (error) {
    await drop();
    throw error;
  }
  const privateUrl = new URL(url);
  privateUrl.searchParams.set('options', `-c search_path=${schema}`);
  return openAt(privateUrl.href, environment, drop);
}

/** The server that DATABASE_URL names, or the embedded one, which the caller leaves at the end. */
async function joinServer({ databaseUrl, dataDirectory }: Environment): Promise<Server> {
  if (databaseUrl !== undefined) return { url: databaseUrl, leave: () => Promise.resolve() };
  const embedded = await joinEmbeddedPostgres(dataDirectory);
  return { url: embedded.url, leave: () => embedded.leave() };
}

async function openAt(url: string, environment: Environment, leave: () => Promise<void>): Promise<Database> {
  const dataSource = createDataSource({ url });
  const close = async (): Promise<void> => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await leave();
  };
  try {
    await connect(dataSource, environment);
    return { dataSource, migrated: await migrate(dataSource), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function connect(dataSource: DataSource, { databaseUrl }: Environment): Promise<void> {
  const deadline = Date.now() + CONNECT_TIMEOUT_MS;
  for (;;) {
    try {
      await dataSource.initialize();
      return;
    } catch (error) {
      if (Date.now() < deadline && PASSING.has((error as { code?: string }).code ?? '')) {
        await delay(RETRY_MS);
        continue;
      }
      if (databaseUrl === undefined) throw error;
      const { host, pathname } = new URL(databaseUrl);
      throw new Error(`no connection to the database ${host}${pathname} of DATABASE_URL: ${describe(error)}`, {
        cause: error,
      });
    }
  }
}

/** Node's errors of several addresses have a code and no message. */
function describe(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return [message, code].find(Boolean) ?? String(error);
}
