import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Cluster, DATABASE, prepareCluster, USER } from './embedded-cluster.js';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 30_000;

/** A running embedded server that this process has joined, started by it or by another. */
export interface EmbeddedPostgres {
  readonly url: string;
  /** Leaves the server; stops it when no other process uses it. Call after closing all connections. */
  leave(): Promise<void>;
}

/**
 * Joins the PostgreSQL server of a data folder: attaches to it when it runs (also one that a killed process left
 * behind), else starts it, creating the cluster on first use.
 *
 * The server runs in a session of its own, so that Ctrl-C reaches this process alone, which can then write what it
 * holds before the database goes.
 */
export async function joinEmbeddedPostgres(dataDirectory: string): Promise<EmbeddedPostgres> {
  const cluster = prepareCluster(path.resolve(dataDirectory));
  const port = await attachOrStart(cluster);
  await createDatabase(cluster, port);
  return { url: urlOf(cluster, port, DATABASE), leave: () => leave(cluster, port) };
}

async function attachOrStart(cluster: Cluster): Promise<number> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let server: ChildProcess | undefined;
  for (;;) {
    const running = readPostmaster(cluster);
    if (running && (await accepts(cluster, running.port))) return running.port;
    const startingUp = server?.exitCode === null;
    if (!startingUp && !(running && isAlive(running.pid) && Date.now() < deadline - START_TIMEOUT_MS / 2)) {
      server = startServer(cluster, await freePort());
    }
    if (Date.now() > deadline) throw new Error(`the embedded PostgreSQL did not start: see ${cluster.log}`);
    await delay(25);
  }
}

function startServer({ data, log, account, binaries }: Cluster, port: number): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const output = fs.openSync(log, 'a');
  const server = spawn(binaries.postgres, ['-D', data, '-p', String(port), ...flags], {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
  });
  fs.closeSync(output);
  server.unref();
  return server;
}

/** Reads the server's own lock file: line 1 is its process, line 4 its port (PostgreSQL manual, "postmaster.pid"). */
function readPostmaster({ data }: Cluster): { pid: number; port: number } | undefined {
  try {
    const lines = fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return pid > 0 && port > 0 ? { pid, port } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function accepts(cluster: Cluster, port: number): Promise<boolean> {
  try {
    await query(cluster, port, 'postgres', 'SELECT 1');
    return true;
  } catch (error) {
    // 28P01: somebody else's server on this port, or a password file that was replaced.
    if ((error as { code?: string }).code === '28P01') {
      throw new Error(`the server of ${cluster.data} refuses the password in postgres.password`, { cause: error });
    }
    return false;
  }
}

async function createDatabase(cluster: Cluster, port: number): Promise<void> {
  const found = await query(cluster, port, 'postgres', `SELECT 1 FROM pg_database WHERE datname = '${DATABASE}'`);
  if (found.rowCount) return;
  await query(cluster, port, 'postgres', `CREATE DATABASE ${DATABASE}`).catch((error: unknown) => {
    // 42P04, 23505: another process made it in the meantime.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  });
}

async function leave(cluster: Cluster, port: number): Promise<void> {
  const others = await query(
    cluster,
    port,
    'postgres',
    `SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  ).catch(() => undefined);
  if (others?.rowCount !== 0) return;
  const running = readPostmaster(cluster);
  if (!running) return;
  process.kill(running.pid, 'SIGINT');
  // The lock file goes last; the process itself may linger as a zombie where nobody reaps it (a container).
  for (
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    readPostmaster(cluster)?.pid === running.pid && Date.now() < deadline;
  ) {
    await delay(20);
  }
}

async function query(cluster: Cluster, port: number, database: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: urlOf(cluster, port, database), connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function urlOf({ password }: Cluster, port: number, database: string): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
