// `npm run test:mlflow`: installs MLflow into a virtual environment, serves it on a free loopback port with a temporary
// folder, and runs tracking.test.ts against it. MLFLOW_VENV names a folder for the environment that is kept for next time.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const MLFLOW = 'mlflow==3.17.2';
const START_MS = 120_000;

const folder = mkdtempSync(path.join(tmpdir(), 'homeostat-mlflow-'));
const venv = process.env.MLFLOW_VENV ?? path.join(folder, 'venv');
const bin = (name) => path.join(venv, process.platform === 'win32' ? 'Scripts' : 'bin', name);

process.exitCode = await main().finally(() => rmSync(folder, { recursive: true, force: true }));

async function main() {
  const missing = install();
  if (missing) {
    console.log(`skipped: ${missing}`);
    return 0;
  }
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  console.log(`serving ${MLFLOW} at ${url}`);
  const args = ['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  const server = spawn(bin('mlflow'), args, { cwd: folder, stdio: 'ignore', detached: true });
  try {
    await answers(url, server);
    const env = { ...process.env, TEST_MLFLOW_TRACKING_URI: url };
    const vitest = ['vitest', 'run', 'test/retraining/mlflow/tracking.test.ts'];
    return spawnSync('npx', vitest, { env, stdio: 'inherit' }).status ?? 1;
  } finally {
    // Its workers are of its process group.
    if (server.exitCode === null) process.kill(-server.pid, 'SIGKILL');
  }
}

/** Returns why it can't, or undefined. */
function install() {
  if (existsSync(bin('mlflow'))) return undefined;
  const made = spawnSync('python3', ['-m', 'venv', venv], { encoding: 'utf8' });
  if (made.status !== 0)
    return `python3 makes no virtual environment: ${(made.stderr || made.error?.message || '').trim()}`;
  console.log(`installing ${MLFLOW} (some 850 MB)`);
  const installed = spawnSync(bin('pip'), ['install', '--quiet', '--retries', '1', MLFLOW], { encoding: 'utf8' });
  if (installed.status !== 0) return `pip can't install ${MLFLOW}: ${installed.stderr.trim().split('\n').at(-1)}`;
  return undefined;
}

async function answers(url, server) {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`mlflow ended with exit code ${server.exitCode}`);
    const response = await fetch(`${url}/health`).catch(() => undefined);
    if (response?.ok) return;
    await delay(500);
  }
  throw new Error(`mlflow did not answer within ${START_MS / 1_000} s`);
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
