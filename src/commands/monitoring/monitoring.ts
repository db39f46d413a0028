import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type AlertReceivers, writeAlertmanagerFiles } from './alertmanager-files.js';
import { type HurriedAlert, type MonitoringPlaces, writePrometheusFiles } from './prometheus-files.js';

const READY_WITHIN_MS = 15_000;
const POLL_MS = 50;

/** Prometheus and Alertmanager, where this machine has them. */
export interface MonitoringPrograms {
  readonly prometheus: string;
  readonly alertmanager: string;
}

/** Prometheus and Alertmanager with the rules and routes of the project, as child processes. */
export interface Monitoring {
  stop(): Promise<void>;
}

/** @returns undefined when either is not on the PATH */
export function findMonitoringPrograms(): MonitoringPrograms | undefined {
  const prometheus = onPath('prometheus');
  // Debian's name, and everybody else's.
  const alertmanager = onPath('prometheus-alertmanager') ?? onPath('alertmanager');
  return prometheus !== undefined && alertmanager !== undefined ? { prometheus, alertmanager } : undefined;
}

function onPath(program: string): string | undefined {
  const files = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, program));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export interface MonitoringOptions {
  /** The project's `ops/`. */
  readonly ops: string;
  /** Where configs, data and logs of the programs go. */
  readonly folder: string;
  readonly places: MonitoringPlaces;
  readonly receivers: AlertReceivers;
  /** Intervals and waits are divided by it. */
  readonly speed: number;
  readonly hurried?: HurriedAlert | undefined;
}

/**
 * Starts both and returns when they are ready: within a second.
 *
 * @throws Error naming the log of a program that did not become ready
 */
export async function startMonitoring(programs: MonitoringPrograms, options: MonitoringOptions): Promise<Monitoring> {
  const { ops, folder, places, receivers, speed, hurried } = options;
  mkdirSync(folder, { recursive: true });
  const at = (url: string): string => new URL(url).host;
  const rules = writePrometheusFiles(ops, path.join(folder, 'prometheus'), places, speed, hurried);
  const routes = writeAlertmanagerFiles(ops, path.join(folder, 'alertmanager'), receivers, speed);
  const children = [
    start(programs.prometheus, path.join(folder, 'prometheus.log'), [
      `--config.file=${rules}`,
      `--storage.tsdb.path=${path.join(folder, 'prometheus-data')}`,
      `--web.listen-address=${at(places.prometheusUrl)}`,
      `--web.external-url=${places.prometheusUrl}`,
      ...(speed > 1 ? ['--rules.alert.resend-delay=1s'] : []),
    ]),
    start(programs.alertmanager, path.join(folder, 'alertmanager.log'), [
      `--config.file=${routes}`,
      `--storage.path=${path.join(folder, 'alertmanager-data')}`,
      `--web.listen-address=${at(places.alertmanagerUrl)}`,
      `--web.external-url=${places.alertmanagerUrl}`,
      '--cluster.listen-address=',
    ]),
  ];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(end));
  };
  try {
    await Promise.all([
      ready(places.prometheusUrl, children[0], path.join(folder, 'prometheus.log')),
      ready(places.alertmanagerUrl, children[1], path.join(folder, 'alertmanager.log')),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

function start(program: string, log: string, parameters: string[]): ChildProcess {
  const output = openSync(log, 'a');
  return spawn(program, parameters, { stdio: ['ignore', output, output] });
}

async function ready(url: string, child: ChildProcess | undefined, log: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (child?.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(POLL_MS);
  }
  throw new Error(`${url} is not ready; ${log} says why`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
