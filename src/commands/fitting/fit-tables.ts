import { type Config, parseConfig, readConfig } from '../../config/index.js';
import { CsvFile } from '../../csv/index.js';
import type { TrainingSet } from '../../forest/index.js';
import { guessConfig } from '../files/initial-config.js';
import { Progress } from '../progress.js';
import { type ColumnsSource, readColumns, rowsOf } from './labelled-columns.js';
import { guessPositive } from './positive-value.js';

const TEST_SHARE = 0.3;

/** Which files, and which of their columns, a forest is fitted and measured on. */
export interface FitTableOptions {
  readonly test?: string;
  readonly label: string;
  readonly positive?: string;
  readonly time?: string;
  readonly exclude?: string[];
  readonly config?: string;
}

/** The rows to fit on, the later or other rows to measure on, and what their columns are. */
export interface FitTables {
  readonly train: TrainingSet;
  readonly test: TrainingSet;
  readonly features: Config['features'];
  /** From this score on a row is called positive. */
  readonly threshold: number;
  /** The config's section `forest`; its defaults without a config. */
  readonly forest: Config['forest'];
}

/** @throws CsvError or ConfigError when a file can't be used */
export async function readTables(file: string, options: FitTableOptions): Promise<FitTables> {
  const csv = await CsvFile.open(file);
  const positive = options.positive ?? (await guessPositive(csv, options.label));
  const config = options.config === undefined ? await guess(csv, positive, options) : readConfig(options.config);
  const { features, decisionThreshold: threshold, forest } = config;
  const source: ColumnsSource = { csv, features, label: options.label, positive, time: options.time };
  const all = await Progress.during('reading rows', (progress) => readColumns(source, progress));
  if (options.test !== undefined) {
    const other = { ...source, csv: await CsvFile.open(options.test) };
    const test = await Progress.during('reading test rows', (progress) => readColumns(other, progress));
    return { train: all, test, features, threshold, forest };
  }
  const rows = all.labels.length;
  const fitted = Math.ceil(rows * (1 - TEST_SHARE));
  return { train: rowsOf(all, 0, fitted), test: rowsOf(all, fitted, rows), features, threshold, forest };
}

/** The config guessed from the file, but that any feature may be missing: a test file may miss what this one has. */
async function guess(csv: CsvFile, positive: string, options: FitTableOptions): Promise<Config> {
  const roles = { label: options.label, positive, time: options.time, exclude: options.exclude ?? [] };
  const inferred = await guessConfig(csv, roles, {});
  for (const decision of inferred.decisions) {
    if (decision.kind === 'suspected-leak') process.stderr.write(`left out ${decision.column}: ${decision.reason}\n`);
  }
  const config = parseConfig(inferred.text, csv.file);
  return { ...config, features: config.features.map((feature) => ({ ...feature, required: false })) };
}
