import { Command, InvalidArgumentError } from 'commander';
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
Features are guessed from the file as import --init does, but for --config FILE, which names them.
A score of 0.5 (or the config's decision_threshold) or more is called positive.

Examples:
  homeostat fit payments.csv.gz --label is_fraud --time paid_at
  homeostat fit train.csv --test test.csv --label y --positive yes --exclude duration --trees 300 --json`;

interface FitCommandOptions extends FitTableOptions {
  readonly trees: number;
  readonly depth: number;
  readonly minSamplesSplit: number;
  readonly seed: number;
  readonly threads?: number;
  readonly engine: string;
  readonly json?: true;
}

/** `homeostat fit TRAIN`: the forest on a file, with no server and no database. */
export function fitCommand(): Command {
  const { nEstimators, maxDepth, minSamplesSplit, seed } = DEFAULT_PARAMETERS;
  return new Command('fit')
    .description('fit the forest on a CSV file and measure it: no server, no database')
    .argument('<train>', 'the CSV file (.csv or .csv.gz) to fit on')
    .requiredOption('--label <column>', 'the column that says what a row really was')
    .option('--test <file>', 'the CSV file to measure on')
    .option('--positive <value>', 'the value of the label that is the positive class (default: 1, yes, true, ...)')
    .option('--time <column>', 'the column to put rows in order by')
    .option('--exclude <columns>', 'columns that are no features, between commas', columnList)
    .option('--config <file>', 'take the features from this config instead of guessing them')
    .option('--trees <n>', 'number of trees', wholeNumber(1, 10_000), nEstimators)
    .option('--depth <n>', 'levels of splits', wholeNumber(1, 30), maxDepth)
    .option('--min-samples-split <n>', 'rows that a node must have to be split', wholeNumber(2, 1e6), minSamplesSplit)
    .option('--seed <n>', 'the same seed grows the same forest', wholeNumber(0, 2 ** 32 - 1), seed)
    .option('--threads <n>', 'worker threads; 0 works without any (default: one a core)', wholeNumber(0, 256))
    .option('--engine <name>', ENGINES.join(' or '), engineName, ENGINES[0])
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', HELP)
    .action(fit);
}

async function fit(trainFile: string, options: FitCommandOptions): Promise<void> {
  const start = performance.now();
  const { train, test, features, threshold } = await readTables(trainFile, options);
  const readingSeconds = (performance.now() - start) / 1_000;

  const parameters: ForestParameters = {
    ...DEFAULT_PARAMETERS,
    nEstimators: options.trees,
    maxDepth: options.depth,
    minSamplesSplit: options.minSamplesSplit,
    seed: options.seed,
  };
  const { forest, seconds } = await Progress.during('growing trees', (progress) =>
    fitForest(train, parameters, {
      engine: options.engine as EngineName,
      ...(options.threads !== undefined && { threads: options.threads }),
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
    engine: options.engine,
    trees: options.trees,
    depth: options.depth,
    min_samples_split: options.minSamplesSplit,
    seed: options.seed,
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
    `Fitted ${options.trees} trees (${options.engine}) on ${describe(train)}; measured on ${describe(test)}.`,
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

function engineName(text: string): string {
  if (ENGINES.some((name) => name === text)) return text;
  throw new InvalidArgumentError(`Expected ${ENGINES.join(' or ')}.`);
}

function sizeOf({ labels }: TrainingSet): { rows: number; positives: number } {
  return { rows: labels.length, positives: labels.reduce((sum, label) => sum + label, 0) };
}

function describe(set: TrainingSet): string {
  const { rows, positives } = sizeOf(set);
  return `${grouped(rows)} rows (${grouped(positives)} positive)`;
}
