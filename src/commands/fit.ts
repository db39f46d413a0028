import { Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config/index.js';
import { DEFAULT_PARAMETERS, type EngineName, type ForestParameters, type TrainingSet } from '../forest/index.js';
import { fitForest } from '../training/index.js';
import { type FitTableOptions, readTables } from './fitting/fit-tables.js';
import { measure, scoreAll } from './fitting/measure.js';
import { columnList, wholeNumber } from './option-values.js';
import { Progress } from './progress.js';
import { aligned, grouped, printReport, rounded, score } from './report.js';

const SHOWN_IMPORTANCES = 10;
const ENGINES: readonly EngineName[] = ['histogram-forest', 'ml-random-forest'];

const HELP = `
Without --test the last 30 % of the rows are kept for measuring: the last in time with --time, else the last in the file.
Features are guessed from the file as import --init does, but for --config FILE, which names them. Its section forest says how to fit;
the options go before it.
A score of 0.5 (or the config's decision_threshold) or more is called positive.

Examples:
  homeostat fit payments.csv.gz --label is_fraud --time paid_at
  homeostat fit train.csv --test test.csv --label y --positive yes --exclude duration --trees 300 --json`;

interface FitCommandOptions extends FitTableOptions {
  readonly trees?: number;
  readonly depth?: number;
  readonly minSamplesSplit?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly engine?: EngineName;
  readonly json?: true;
}

/** `homeostat fit TRAIN`: the forest on a file, with no server and no database. */
export function fitCommand(): Command {
  return new Command('fit')
    .description('fit the forest on a CSV file and measure it: no server, no database')
    .argument('<train>', 'the CSV file (.csv or .csv.gz) to fit on')
    .requiredOption('--label <column>', 'the column that says what a row really was')
    .option('--test <file>', 'the CSV file to measure on')
    .option('--positive <value>', 'the value of the label that is the positive class (default: 1, yes, true, ...)')
    .option('--time <column>', 'the column to put rows in order by')
    .option('--exclude <columns>', 'columns that are no features, between commas', columnList)
    .option('--config <file>', 'take features and forest from this config instead of guessing and defaults')
    .option('--trees <n>', 'number of trees', wholeNumber(1, 10_000))
    .option('--depth <n>', 'levels of splits', wholeNumber(1, 30))
    .option('--min-samples-split <n>', 'rows that a node must have to be split', wholeNumber(2, 2 ** 25))
    .option('--seed <n>', 'the same seed grows the same forest', wholeNumber(0, 2 ** 32 - 1))
    .option('--threads <n>', 'worker threads; 0 works without any (default: one a core)', wholeNumber(0, 256))
    .option('--engine <name>', ENGINES.join(' or '), engineName)
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', HELP)
    .action(fit);
}

async function fit(trainFile: string, options: FitCommandOptions): Promise<void> {
  const start = performance.now();
  const { train, test, features, threshold, forest: section } = await readTables(trainFile, options);
  const readingSeconds = (performance.now() - start) / 1_000;

  const { engine, threads, parameters } = resolve(section, options);
  const { forest, seconds } = await Progress.during('growing trees', (progress) =>
    fitForest(train, parameters, {
      engine,
      ...(threads !== undefined && { threads }),
      onProgress: () => {
        progress.add();
      },
      onNotice: (notice) => process.stderr.write(`${notice}\n`),
    }),
  );
  const scoringStart = performance.now();
  const scores = scoreAll(forest, test);
  const scoringSeconds = (performance.now() - scoringStart) / 1_000;
  const { confusion, ...quality } = measure(scores, test.labels, threshold);
  const importances = features
    .map(({ name }, index) => ({ feature: name, importance: rounded(forest.impurityImportances[index] ?? 0, 4) }))
    .sort((a, b) => b.importance - a.importance)
    .slice(0, SHOWN_IMPORTANCES);

  const figures = {
    engine,
    trees: parameters.nEstimators,
    depth: parameters.maxDepth,
    min_samples_split: parameters.minSamplesSplit,
    seed: parameters.seed,
    features: features.length,
    train: sizeOf(train),
    test: sizeOf(test),
    seconds: {
      reading: rounded(readingSeconds),
      binning: rounded(seconds.binning),
      fitting: rounded(seconds.growing),
      scoring: rounded(scoringSeconds),
    },
    threshold,
    confusion,
    accuracy: quality.accuracy,
    precision: quality.precision,
    recall: quality.recall,
    f1: quality.f1,
    roc_auc: quality.rocAuc,
    average_precision: quality.averagePrecision,
    importances,
  };
  printReport(figures, options.json === true, () => [
    `Fitted ${parameters.nEstimators} trees (${engine}) on ${describe(train)}; measured on ${describe(test)}.`,
    'Seconds',
    ...aligned(Object.entries(figures.seconds).map(([name, value]) => [name, value.toFixed(2)])),
    `On the test rows, positive from a score of ${threshold}`,
    ...aligned([
      ['accuracy', score(quality.accuracy)],
      ['precision', score(quality.precision)],
      ['recall', score(quality.recall)],
      ['F1', score(quality.f1)],
      ['ROC AUC', score(quality.rocAuc)],
      ['average precision', score(quality.averagePrecision)],
    ]),
    'Importances (share of the impurity that splits on the feature took away)',
    ...aligned(importances.map(({ feature, importance }) => [feature, score(importance)])),
  ]);
}

/** The config's section as a fit takes it, with what the command line says in its place. */
function resolve(
  { engine, threads, ...section }: Config['forest'],
  options: FitCommandOptions,
): { engine: EngineName; threads: number | undefined; parameters: ForestParameters } {
  return {
    engine: options.engine ?? engine,
    threads: options.threads ?? (threads === 'auto' ? undefined : threads),
    parameters: {
      ...DEFAULT_PARAMETERS,
      ...section,
      nEstimators: options.trees ?? section.nEstimators,
      maxDepth: options.depth ?? section.maxDepth,
      minSamplesSplit: options.minSamplesSplit ?? section.minSamplesSplit,
      seed: options.seed ?? section.seed,
    },
  };
}

function engineName(text: string): EngineName {
  const engine = ENGINES.find((name) => name === text);
  if (engine !== undefined) return engine;
  throw new InvalidArgumentError(`Expected ${ENGINES.join(' or ')}.`);
}

function sizeOf({ labels }: TrainingSet): { rows: number; positives: number } {
  return { rows: labels.length, positives: labels.reduce((sum, label) => sum + label, 0) };
}

function describe(set: TrainingSet): string {
  const { rows, positives } = sizeOf(set);
  return `${grouped(rows)} rows (${grouped(positives)} positive)`;
}
