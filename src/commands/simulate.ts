import { Command, Option } from 'commander';
import { DRIFT_KINDS, type DriftKind, generateTransactions } from '../generator/index.js';
import { durationOption, ownAddress, positiveNumber, urlOption, wholeNumber } from './option-values.js';
import { Progress } from './progress.js';
import { printReport } from './report.js';
import { ApiClient } from './traffic/api-client.js';
import { untilInterrupted } from './traffic/interruption.js';
import { LabelQueue } from './traffic/label-queue.js';
import { type ScheduledTransaction, sendInRealTime, startStopwatch } from './traffic/real-time.js';
import { Sender } from './traffic/sender.js';
import { Tally } from './traffic/tally.js';

const DAY_MS = 86_400_000;
const TRANSACTIONS_PER_DAY = 1_000;
/** Where the generator's clock starts: the same each time, so that the same seed sends the same values. */
const START_MS = Date.UTC(2025, 0, 1);
const DEFAULT_LABEL_DELAY_SCALE = 0.0002;

const kinds = Object.entries(DRIFT_KINDS).map(([kind, meaning]) => `  ${kind.padEnd(12)}  ${meaning}`);
const HELP = `
The generator's days have ${TRANSACTIONS_PER_DAY.toLocaleString('en-US')} transactions, so its clock runs faster than yours: at 5 a second, a day in 200 s.
Transactions carry no timestamp of their own: they happen when they arrive. The same seed sends the same values;
another seed is another town, with other customers and terminals, which a model trained on seed 42 (the built-in history) rightly
calls drifted.
At the end (not after Ctrl-C) the labels still due are sent at once.

Drift:
${kinds.join('\n')}

Examples:
  homeostat simulate
  homeostat simulate --rate 50 --drift concept --drift-after 5m --duration 30m
  homeostat simulate --rate 200 --count 10000 --seed 7 --json`;

interface SimulateOptions {
  readonly rate: number;
  readonly drift: DriftKind;
  readonly driftAfter: number;
  readonly seed: number;
  readonly duration?: number;
  readonly count?: number;
  readonly labelDelayScale: number;
  readonly url?: URL;
  readonly json?: true;
}

/** `homeostat simulate`: the generator's live traffic through the HTTP API. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description("send the built-in generator's live traffic through the HTTP API, labels later, until Ctrl-C")
    .option('--rate <n>', 'transactions a second', positiveNumber(10_000), 5)
    .addOption(
      new Option('--drift <kind>', 'what changes: see below').choices(Object.keys(DRIFT_KINDS)).default('none'),
    )
    .addOption(
      durationOption('--drift-after <duration>', 'when it begins to change, after the start of the command', 0),
    )
    .option('--seed <n>', 'the same seed sends the same values', wholeNumber(0, Number.MAX_SAFE_INTEGER), 42)
    .addOption(durationOption('--duration <duration>', 'end after so long'))
    .option('--count <n>', 'end after so many transactions', wholeNumber(1, 1e12))
    .addOption(
      new Option('--label-delay-scale <x>', "the generator's label delays (days) times this")
        .default(DEFAULT_LABEL_DELAY_SCALE, `${DEFAULT_LABEL_DELAY_SCALE}: five days become 86 s`)
        .argParser(positiveNumber(1)),
    )
    .addOption(urlOption())
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', HELP)
    .action(simulate);
}

async function simulate(options: SimulateOptions): Promise<void> {
  const { signal, release } = untilInterrupted();
  const labels = new LabelQueue();
  const tally = new Tally();
  const sender = new Sender(new ApiClient(options.url ?? ownAddress()), labels, tally);
  const transactions = schedule(options, `sim-${options.seed}-${Date.now().toString(36)}`);
  try {
    await Progress.during('sending transactions', (progress) =>
      sendInRealTime(
        transactions,
        { sender, labels, stopwatch: startStopwatch() },
        () => {
          progress.add();
        },
        signal,
      ),
    );
    if (!signal.aborted) await sender.sendDueLabelBatches(Infinity);
  } finally {
    release();
  }
  const figures = {
    drift: options.drift,
    seed: options.seed,
    ...tally.figures(labels.size),
    interrupted: signal.aborted,
  };
  printReport(figures, options.json === true, () => ['Sent:', ...tally.lines(labels.size)]);
}

/** The generator's transactions at an even pace, with ids that no other run has. */
function* schedule(options: SimulateOptions, idPrefix: string): Generator<ScheduledTransaction> {
  const { rate, drift, driftAfter, seed, count = Infinity, duration: lengthMs = Infinity, labelDelayScale } = options;
  const generatorMsPerMs = (rate * DAY_MS) / 1_000 / TRANSACTIONS_PER_DAY;
  const generated = generateTransactions({
    seed,
    start: START_MS,
    idPrefix,
    transactionsPerDay: TRANSACTIONS_PER_DAY,
    drift: { kind: drift, startsAt: START_MS + driftAfter * generatorMsPerMs },
  });
  let number = 0;
  for (const { transactionId, features, fraud, labelDelayMs } of generated) {
    const atMs = (number * 1_000) / rate;
    if (number >= count || atMs >= lengthMs) return;
    number += 1;
    const transaction = { transactionId, features, positive: fraud, origin: `transaction ${transactionId}` };
    yield { transaction, atMs, labelAtMs: atMs + labelDelayMs * labelDelayScale };
  }
}
