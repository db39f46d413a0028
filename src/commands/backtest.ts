import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import { type BacktestRow, backtestJson, backtestPage, backtestText, runBacktest } from '../backtest/index.js';
import { ConfigError, formatDuration, readConfig, readEnvironment } from '../config/index.js';
import { CsvFile } from '../csv/index.js';
import { openPrivateSchema } from '../platform/index.js';
import { addTableOptions, type LabelledTable, openTable, type TableOptions } from './files/labelled-table.js';
import { requireTimeOrder } from './files/time-order.js';
import { durationOption, positiveNumber } from './option-values.js';
import { Progress } from './progress.js';
import { printReport } from './report.js';
import { untilInterrupted } from './traffic/interruption.js';

const DEFAULT_TRAIN_SHARE = 0.3;

const HELP = `
The first rows train the first model; the others are scored in the order of their times, and labelled --label-delay later.
Conditions, runs, gate, swaps and rollbacks are those of the service itself, on a private schema that goes at the end,
with its clock driven by the file. Beside it stands what the first model, never replaced, would have answered.

The file must be in the order of its times (for a time in ISO 8601 in the second column: sort -t, -k2,2 after the header).
Conditions are evaluated on the service's own figures, never on PROMETHEUS_URL; nobody is told.

Examples:
  homeostat backtest payments.csv.gz --label is_fraud --positive 1 --time paid_at --id payment_id --config payments.config.yaml
  homeostat backtest payments.csv.gz --label is_fraud --positive 1 --time paid_at --label-delay 14d --html backtest.html

Environment: DATABASE_URL, HOMEOSTAT_DATA_DIR and HOMEOSTAT_CONFIG as for start.`;

interface BacktestOptions extends TableOptions {
  readonly labelDelay: number;
  readonly trainShare: number;
  readonly window?: number;
  readonly config?: string;
  readonly html?: string;
  readonly json?: true;
}

/** `homeostat backtest FILE`: what would have happened. */
export function backtestCommand(): Command {
  const command = new Command('backtest')
    .description('what would have happened on a labelled file: runs, verdicts, swaps, figures with and without healing')
    .argument('<file>', 'the CSV file (.csv or .csv.gz)');
  return addTableOptions(command)
    .addOption(durationOption('--label-delay <duration>', 'from a transaction to its label', 7 * 86_400_000))
    .option(
      '--train-share <x>',
      'share of the rows that the first model is trained on',
      positiveNumber(0.9),
      DEFAULT_TRAIN_SHARE,
    )
    .addOption(
      durationOption('--window <duration>', 'figures are of windows of this length (default: at most 30 of them)'),
    )
    .option('--config <file>', 'the config file (default: HOMEOSTAT_CONFIG, or homeostat.config.yaml)')
    .option('--html <file>', 'write a self-contained page with plots')
    .option('--json', 'print runs and windows as JSON')
    .addHelpText('after', HELP)
    .action(backtest);
}

async function backtest(file: string, options: BacktestOptions): Promise<void> {
  const environment = readEnvironment(process.env);
  const configFile = options.config ?? environment.configFile;
  const config = readConfig(configFile);
  const csv = await CsvFile.open(file);
  const table = await openTable(csv, config.features, options);
  let count = 0;
  await Progress.during('checking rows', (progress) =>
    requireTimeOrder(file, table, () => {
      count += 1;
      progress.add();
    }),
  );
  const { performance: window } = config.windows;
  if (options.labelDelay >= window) {
    const [delay, length] = [options.labelDelay, window].map(formatDuration);
    throw new ConfigError(configFile, [
      `windows.performance: figures are of the last ${length}, and labels come after ${delay}: none would ever be there. Make it longer`,
    ]);
  }
  const { signal, release } = untilInterrupted();
  const start = performance.now();
  try {
    const result = await Progress.during('replaying rows', async (progress) =>
      runBacktest({
        config,
        database: await openPrivateSchema(environment),
        rows: rowsOf(table),
        count,
        trainingRows: Math.floor(count * options.trainShare),
        labelDelayMs: options.labelDelay,
        windowMs: options.window,
        signal,
        onRow: () => {
          progress.add();
        },
      }),
    );
    const { html } = options;
    if (html !== undefined) writeFileSync(html, backtestPage(basename(file), result));
    const seconds = Number(((performance.now() - start) / 1_000).toFixed(1));
    printReport({ file, ...backtestJson(result), html: html ?? null, seconds }, options.json === true, () => [
      `Backtest of ${file} (${table.times})${signal.aborted ? ', interrupted' : ''}, ${seconds} s:`,
      ...backtestText(result),
      ...(html === undefined ? [] : ['', `Wrote ${html}.`]),
    ]);
  } finally {
    release();
  }
}

async function* rowsOf(table: LabelledTable): AsyncGenerator<BacktestRow> {
  for await (const { transactionId, occurredAt, features, positive } of table.rows()) {
    yield { transactionId, occurredAt, features, positive };
  }
}
