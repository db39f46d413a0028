import { Command, InvalidArgumentError, Option } from 'commander';
import { readConfig, readEnvironment } from '../config/index.js';
import { CsvFile } from '../csv/index.js';
import { addTableOptions, type LabelledTable, openTable, type TableOptions } from './files/labelled-table.js';
import { requireTimeOrder } from './files/time-order.js';
import { durationOption, ownAddress, positiveNumber, urlOption } from './option-values.js';
import { Progress } from './progress.js';
import { printReport } from './report.js';
import { ApiClient } from './traffic/api-client.js';
import { LabelQueue } from './traffic/label-queue.js';
import { type ScheduledTransaction, sendInRealTime, startStopwatch } from './traffic/real-time.js';
import { Sender } from './traffic/sender.js';
import { sendInSimulatedTime } from './traffic/simulated-time.js';
import { Tally } from './traffic/tally.js';
import type { TimedTransaction } from './traffic/transaction.js';
import { untilInterrupted } from './traffic/interruption.js';

const HELP = `
The file must be in the order of its times (for a time in ISO 8601 in the second column: sort -t, -k2,2 after the header).
It is read through once before the first request, so a broken row stops it before anything is sent. Each label is sent
--label-delay after its transaction, in the file's time; those still due at the end of the file are sent at once.
Sending a file twice counts once: ids that were scored before answer with the stored prediction.

--speed max sends batches of 500; a label is never early, and late by the rest of one batch at most.
--speed N sends one transaction a request, N times as fast as the file's time passes.

Examples:
  homeostat replay payments-june.csv.gz --label is_fraud --positive 1 --time paid_at --id payment_id --config payments.config.yaml
  homeostat replay payments-june.csv.gz --label is_fraud --positive 1 --time paid_at --speed 3600 --label-delay 2d`;

interface ReplayOptions extends TableOptions {
  readonly speed: number;
  readonly labelDelay: number;
  readonly labels: boolean;
  readonly finalLabels: boolean;
  readonly url?: URL;
  readonly config?: string;
  readonly json?: true;
}

/** `homeostat replay FILE`: a file through the HTTP API. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description('send a CSV file through the HTTP API in the order of its times, labels later')
    .argument('<file>', 'the CSV file (.csv or .csv.gz)');
  return addTableOptions(command)
    .addOption(new Option('--speed <n>', 'times as fast as the file, or max').default(Infinity, 'max').argParser(speed))
    .addOption(
      durationOption(
        '--label-delay <duration>',
        'from a transaction to its label, in the time of the file',
        7 * 86_400_000,
      ),
    )
    .option('--no-labels', 'send no labels')
    .option('--no-final-labels', 'do not send the labels still due at the end of the file')
    .addOption(urlOption())
    .option('--config <file>', 'the config file (default: HOMEOSTAT_CONFIG, or homeostat.config.yaml)')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', HELP)
    .action(replay);
}

async function replay(file: string, options: ReplayOptions): Promise<void> {
  const csv = await CsvFile.open(file);
  const config = readConfig(options.config ?? readEnvironment(process.env).configFile);
  const table = await openTable(csv, config.features, options);
  await Progress.during('checking rows', (progress) =>
    requireTimeOrder(file, table, () => {
      progress.add();
    }),
  );

  const { signal, release } = untilInterrupted();
  const labels = new LabelQueue();
  const tally = new Tally();
  const traffic = { sender: new Sender(new ApiClient(options.url ?? ownAddress()), labels, tally), labels };
  try {
    await Progress.during('sending transactions', (progress) =>
      send(outgoing(file, table), options, traffic, progress, signal),
    );
  } finally {
    release();
  }
  const figures = { file, ...tally.figures(labels.size), interrupted: signal.aborted };
  printReport(figures, options.json === true, () => [
    `Replayed ${file} (${table.times})${signal.aborted ? ', interrupted' : ''}:`,
    ...tally.lines(labels.size),
  ]);
}

async function send(
  transactions: AsyncGenerator<TimedTransaction>,
  options: ReplayOptions,
  { sender, labels }: { sender: Sender; labels: LabelQueue },
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const onSent = (rows = 1): void => {
    progress.add(rows);
  };
  const labelDelayMs = options.labels ? options.labelDelay : undefined;
  if (options.speed === Infinity) {
    await sendInSimulatedTime(untilAborted(transactions, signal), sender, labelDelayMs, onSent);
  } else {
    const scheduled = atSpeed(transactions, options.speed, labelDelayMs);
    await sendInRealTime(scheduled, { sender, labels, stopwatch: startStopwatch() }, onSent, signal);
  }
  if (options.finalLabels && !signal.aborted) await sender.sendDueLabelBatches(Infinity);
}

async function* outgoing(file: string, table: LabelledTable): AsyncGenerator<TimedTransaction> {
  for await (const { transactionId, occurredAt, features, positive, line } of table.rows()) {
    yield { transactionId, timestamp: occurredAt, features, positive, origin: `${file}, line ${line}` };
  }
}

async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const item of items) {
    if (signal.aborted) return;
    yield item;
  }
}

async function* atSpeed(
  transactions: AsyncIterable<TimedTransaction>,
  speedUp: number,
  labelDelayMs: number | undefined,
): AsyncGenerator<ScheduledTransaction> {
  let start: number | undefined;
  for await (const transaction of transactions) {
    start ??= transaction.timestamp;
    const atMs = (transaction.timestamp - start) / speedUp;
    yield { transaction, atMs, labelAtMs: labelDelayMs === undefined ? undefined : atMs + labelDelayMs / speedUp };
  }
}

function speed(text: string): number {
  if (text === 'max') return Infinity;
  try {
    return positiveNumber(1e9)(text);
  } catch {
    throw new InvalidArgumentError('Expected max, or a number above 0: times as fast as the file.');
  }
}
