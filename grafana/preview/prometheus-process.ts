import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { freePort } from '../../src/commands/monitoring/free-port.js';

const READY_WITHIN_MS = 15_000;
const POLL_MS = 50;

/** A Prometheus that runs. */
export interface PrometheusProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts Prometheus on the data in a folder.
 *
 * @param folder with `data/`, or to have it; the configuration and the log are written there
 * @throws Error when it is not ready in 15 seconds, naming the log
 */
export async function startPrometheus(
  folder: string,
  config: object = {},
  options: readonly string[] = [],
): Promise<PrometheusProcess> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'prometheus.yml');
  writeFileSync(file, stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const log = path.join(folder, 'prometheus.log');
  const output = openSync(log, 'a');
  const child = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      // The day is as old as its date says: nothing is to be thrown away.
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${address}`,
      ...options,
    ],
    { stdio: ['ignore', output, output] },
  );
  const stop = (): Promise<void> => end(child);
  const deadline = Date.now() + READY_WITHIN_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(`http://${address}/-/ready`).catch(() => undefined);
    if (answer?.ok) return { url: `http://${address}`, stop };
    await delay(POLL_MS);
  }
  await stop();
  throw new Error(`Prometheus is not ready; ${log} says why`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
