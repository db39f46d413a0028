import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { freePort } from '../../src/commands/monitoring/free-port.js';
import { SCRAPE_MS, type SimulatedDay } from './simulated-day.js';

const run = promisify(execFile);
const READY_WITHIN_MS = 15_000;
const POLL_MS = 50;

interface RuleFile {
  groups: {
    name: string;
    rules: { alert?: string; record?: string; expr: string; labels?: Record<string, string> }[];
  }[];
}

/** A Prometheus that holds what was scraped, and what the rules make of it. */
export interface DayPrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts Prometheus on the samples of a day, with the recording rules and alerts of `ops/` evaluated over it. Alerts fire
 * without their waiting time (`for`).
 *
 * @param folder an empty folder for data, rules and the log
 * @throws Error naming the program that failed
 */
export async function startDayPrometheus(
  ops: string,
  folder: string,
  samples: string,
  day: SimulatedDay,
): Promise<DayPrometheus> {
  const data = path.join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const config = path.join(folder, 'prometheus.yml');
  writeFileSync(config, '{}');
  await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', samples, data], { maxBuffer: 1e8 });
  const { recordings, alerts } = writeRules(path.join(ops, 'prometheus/rules'), folder);
  // Rules do not see what the same pass records: recordings of recordings take a second one, alerts a third.
  for (const [pass, file] of [recordings, recordings, alerts].entries()) {
    const server = await startPrometheus(config, folder, data);
    const blocks = path.join(folder, `pass-${pass}`);
    try {
      await run('promtool', [
        ...['tsdb', 'create-blocks-from', 'rules', `--url=${server.url}`, `--output-dir=${blocks}`],
        ...[`--start=${day.start / 1_000}`, `--end=${day.end / 1_000}`, `--eval-interval=${SCRAPE_MS / 1_000}s`, file],
      ]);
    } finally {
      await server.stop();
    }
    cpSync(blocks, data, { recursive: true });
  }
  return startPrometheus(config, folder, data);
}

/** The recording rules as they are, and the alerts as recording rules of ALERTS. */
function writeRules(rules: string, folder: string): { recordings: string; alerts: string } {
  const groups = readdirSync(rules).flatMap(
    (file) => (parse(readFileSync(path.join(rules, file), 'utf8')) as RuleFile).groups,
  );
  const recordings = groups.map((group) => ({
    ...group,
    rules: group.rules.filter(({ record }) => record !== undefined),
  }));
  const alerts = groups.map((group) => ({
    ...group,
    rules: group.rules
      .filter(({ alert }) => alert !== undefined)
      .map(({ alert = '', expr, labels }) => ({
        record: 'ALERTS',
        expr: `clamp((${expr}), 1, 1)`,
        labels: { ...labels, alertname: alert, alertstate: 'firing' },
      })),
  }));
  const write = (name: string, content: RuleFile['groups']): string => {
    const file = path.join(folder, name);
    writeFileSync(file, stringify({ groups: content.filter((group) => group.rules.length > 0) }));
    return file;
  };
  return { recordings: write('recordings.yml', recordings), alerts: write('alerts.yml', alerts) };
}

async function startPrometheus(config: string, folder: string, data: string): Promise<DayPrometheus> {
  const address = `127.0.0.1:${await freePort()}`;
  const log = path.join(folder, 'prometheus.log');
  const output = openSync(log, 'a');
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      // Blocks are as old as the day: nothing is to be thrown away.
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${address}`,
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
