import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../dist/src/platform/index.js';
import { progress } from './report.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 30_000;

/** Two ways to segment: 5 channels, and 4 ranges of the amount. */
const SEGMENTS = `
segments:
  - feature: channel
  - feature: amount
    edges: [50, 200, 1000]
`;

/** An embedded server in a folder, with as many databases and services as the measurements need. */
export async function openCluster(folder) {
  progress('starting PostgreSQL');
  const configFile = path.join(folder, 'bench.config.yaml');
  const config = fs.readFileSync(path.join(ROOT, 'homeostat.config.yaml'), 'utf8');
  fs.writeFileSync(configFile, config + SEGMENTS);
  const admin = await openDatabase({ databaseUrl: undefined, dataDirectory: path.join(folder, 'data') });
  const [{ server_version: version }] = await admin.dataSource.query('SHOW server_version');
  const services = new Set();
  const open = new Set();

  const urlOf = (name) => {
    const url = new URL(admin.dataSource.options.url);
    url.pathname = `/${name}`;
    return url.href;
  };

  /** Opens (and migrates) a database of the cluster, made from a template or empty. */
  async function database(name, template) {
    await admin.dataSource.query(`CREATE DATABASE ${name}${template ? ` TEMPLATE ${template}` : ''}`);
    const { dataSource, close } = await openDatabase({ databaseUrl: urlOf(name), dataDirectory: folder });
    const handle = {
      name,
      dataSource,
      query: (sql, parameters) => dataSource.query(sql, parameters),
      close: async () => {
        open.delete(handle);
        await close();
      },
    };
    open.add(handle);
    return handle;
  }

  /** `homeostat start` on a database, in a process of its own, ready to score. */
  async function startService(name) {
    const port = await freePort();
    const env = {
      ...process.env,
      DATABASE_URL: urlOf(name),
      HOMEOSTAT_CONFIG: configFile,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'warn',
    };
    const child = spawn(process.execPath, [path.join(ROOT, 'dist/src/cli.js'), 'start'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const service = { url: `http://127.0.0.1:${port}`, pid: child.pid, stop: () => stop(child) };
    services.add(service);
    child.once('exit', () => services.delete(service));
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await isReady(service.url))) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the service on ${name} did not get ready`);
      await delay(200);
    }
    return service;
  }

  async function close() {
    await Promise.all([...services].map((service) => service.stop()));
    await Promise.all([...open].map((handle) => handle.close().catch(() => undefined)));
    await admin.close();
  }

  return {
    folder,
    configFile,
    version,
    database,
    startService,
    close,
    query: (sql, parameters) => admin.dataSource.query(sql, parameters),
  };
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(force);
}

async function isReady(url) {
  try {
    const response = await fetch(`${url}/health/ready`);
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
