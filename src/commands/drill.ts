import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { VERSION } from '../version.js';
import { drillJson, type DrillReport } from './drilling/drill-report.js';
import { drillOwn, drillRunning, FAST } from './drilling/drill-series.js';
import { DRILL_SETTINGS } from './drilling/drill-service.js';
import { drillPage } from './drilling/drill-page.js';
import { drillText } from './drilling/drill-text.js';
import { FAULT_BY_NAME, type FaultName, FAULTS } from './drilling/fault.js';
import { isMissed } from './drilling/result.js';
import { findMonitoringPrograms, type MonitoringPrograms } from './monitoring/monitoring.js';
import { durationOption, positiveNumber } from './option-values.js';
import { printReport } from './report.js';
import { stopSignal } from './stop-signal.js';

const DEFAULT_WAIT_MS = 45 * 60_000;

const HELP = `
Faults:
${FAULTS.map((name) => `  ${name.padEnd(14)}  ${FAULT_BY_NAME[name].meaning}`).join('\n')}

Without --url each fault gets a service, database, Prometheus, Alertmanager and receivers of its own, all of them gone at
the end; DATABASE_URL names the server for the databases (its login must be allowed to make them), else one is started.
With --url the faults that are traffic alone are made on a running service, which has the generator's features: their
transactions and labels stay in its store. Its alerts take the time that they take (half an hour and more), so --wait.

Exit code 1: a fault could not be made, was not detected, or was not healed although retraining or a rollback should have.

Examples:
  homeostat drill --all --html drill.html
  homeostat drill concept bad-challenger --json
  homeostat drill missing --url http://127.0.0.1:8000 --prometheus http://127.0.0.1:9090`;

interface DrillOptions {
  readonly all?: true;
  readonly speed: number;
  readonly wait: number;
  readonly url?: string;
  readonly prometheus?: string;
  readonly json?: true;
  readonly html?: string;
}

/** `homeostat drill`: what is noticed, healed and told when something goes wrong. */
export function drillCommand(): Command {
  return new Command('drill')
    .description('make things go wrong, and measure what is detected, healed and told, and when')
    .argument('[fault...]', FAULTS.join(', '))
    .option('--all', 'every fault, a clean replay first')
    .option(
      '--speed <n>',
      'the clock of the drill’s services and all waits run so many times as fast',
      positiveNumber(720),
      FAST,
    )
    .addOption(new Option('--url <address>', 'a running service').argParser(address))
    .addOption(new Option('--prometheus <address>', 'the Prometheus that watches it').argParser(address))
    .addOption(
      durationOption(
        '--wait <duration>',
        'with --url: the time in which a fault may be detected and healed',
        DEFAULT_WAIT_MS,
      ),
    )
    .option('--json', 'print the report as JSON')
    .option('--html <file>', 'write the report as a page with a timeline of each fault')
    .addHelpText('after', HELP)
    .action(drill);
}

async function drill(given: string[], options: DrillOptions, command: Command): Promise<void> {
  const names = chosen(given, options, command);
  const stop = stopSignal();
  const beganAt = performance.now();
  const tell = (line: string): void => {
    process.stderr.write(`${((performance.now() - beganAt) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`);
  };
  const { url, prometheus: prometheusUrl } = options;
  const results =
    url !== undefined && prometheusUrl !== undefined
      ? await drillRunning(names, { url, prometheusUrl, limitMs: options.wait }, tell, stop)
      : await drillOwn(names, programs(command), options.speed, tell, stop);
  const report: DrillReport = {
    madeAt: Date.now(),
    version: VERSION,
    seconds: (performance.now() - beganAt) / 1_000,
    speed: url === undefined ? options.speed : 1,
    settings:
      url === undefined ? DRILL_SETTINGS : ['on a running service, with its own config; whom it tells is not seen'],
    results,
  };
  if (options.html !== undefined) writeFileSync(options.html, drillPage(report));
  printReport(drillJson(report) as Record<string, unknown>, options.json === true, () => drillText(report));
  if (stop.aborted) process.stderr.write('Ended early; everything that the drill started has stopped.\n');
  else if (results.some(isMissed)) process.exitCode = 1;
}

function chosen(given: readonly string[], { all, url, prometheus }: DrillOptions, command: Command): FaultName[] {
  const unknown = given.find((name) => !FAULTS.includes(name as FaultName));
  if (unknown !== undefined) command.error(`no fault is called "${unknown}": ${FAULTS.join(', ')}`);
  if ((url === undefined) !== (prometheus === undefined)) command.error('--url and --prometheus go together');
  const names = all ? [...FAULTS] : [...new Set(given as FaultName[])];
  if (names.length === 0) command.error('name a fault, or say --all');
  const harmful = names.find((name) => url !== undefined && FAULT_BY_NAME[name].harm !== undefined);
  if (harmful !== undefined)
    command.error(`${harmful} harms more than traffic and is made on the drill’s own service only: leave --url out`);
  return names;
}

function programs(command: Command): MonitoringPrograms {
  const found = findMonitoringPrograms();
  return (
    found ??
    command.error(
      'Prometheus and Alertmanager are not on this machine: apt-get install -y --no-install-recommends prometheus prometheus-alertmanager',
    )
  );
}

function address(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '');
  throw new InvalidArgumentError('Expected an address such as http://127.0.0.1:8000.');
}
