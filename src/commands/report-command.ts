import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { parseDuration, readEnvironment } from '../config/index.js';
import { DriftService } from '../drift/index.js';
import {
  EstimateStore,
  EstimationService,
  HOUR_MS,
  OutcomeStore,
  SummaryWindows,
  VersionContexts,
} from '../metrics/index.js';
import { ModelRegistry } from '../models/index.js';
import { Clock } from '../platform/index.js';
import { type Report, readReport, reportJson, reportPage, reportText } from '../report/index.js';
import { printReport } from './report.js';
import { type Store, withStore } from './store.js';

const LONGEST_WINDOW_MS = 366 * 24 * HOUR_MS;

const HELP = `
Reads hourly summaries from the store, so the cost does not grow with the traffic. The service may run or not.
The page of --html needs no network and no script: it can be mailed, kept or printed.

Examples:
  homeostat report
  homeostat report --html report.html --window 30d
  homeostat report --model-version v2 --json

Environment: DATABASE_URL, HOMEOSTAT_DATA_DIR and HOMEOSTAT_CONFIG as for start.`;

interface ReportOptions {
  readonly html?: string;
  readonly window?: number;
  readonly modelVersion?: string;
  readonly config?: string;
  readonly json?: true;
}

/** `homeostat report`: a window of predictions beside the reference of the model version. */
export function reportCommand(): Command {
  return new Command('report')
    .description('tell a window of predictions apart from what the model was fitted on: as text, JSON, or a page')
    .option('--html <file>', 'write a self-contained page with tables and plots')
    .option(
      '--window <duration>',
      'how far back, 1h to 366d (default: figures of windows.performance, drift as on GET /drift)',
      windowLength,
    )
    .option('--model-version <version>', 'such as v2 (default: the active one)', versionName)
    .option('--config <file>', 'the config file (default: HOMEOSTAT_CONFIG, or homeostat.config.yaml)')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', HELP)
    .action(report);
}

async function report(options: ReportOptions): Promise<void> {
  const configFile = options.config ?? readEnvironment(process.env).configFile;
  const result = await withStore(configFile, (store) => read(store, options));
  const { html } = options;
  if (html !== undefined) writeFileSync(html, reportPage(result));
  printReport({ ...reportJson(result), html: html ?? null }, options.json === true, () => [
    ...reportText(result),
    ...(html === undefined ? [] : ['', `Wrote ${html}.`]),
  ]);
}

function read({ config, dataSource, schemas }: Store, options: ReportOptions): Promise<Report> {
  const clock = new Clock();
  const registry = new ModelRegistry(dataSource, clock);
  const contexts = new VersionContexts(registry, schemas);
  const outcomes = new OutcomeStore(dataSource);
  const summaries = new SummaryWindows(dataSource, outcomes);
  const sources = {
    config,
    schemas,
    registry,
    summaries,
    outcomes,
    drift: new DriftService(config, registry, contexts, summaries, clock),
    estimation: new EstimationService(config, registry, contexts, summaries, new EstimateStore(dataSource)),
  };
  return readReport(sources, {
    now: clock.now(),
    ...(options.window !== undefined && { windowMs: options.window }),
    ...(options.modelVersion !== undefined && { modelVersion: options.modelVersion }),
  });
}

function windowLength(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds >= HOUR_MS && milliseconds <= LONGEST_WINDOW_MS) return milliseconds;
  throw new InvalidArgumentError('Expected a duration from 1h to 366d, such as 24h or 7d.');
}

function versionName(text: string): string {
  if (/^v\d{1,9}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a version such as v1.');
}
