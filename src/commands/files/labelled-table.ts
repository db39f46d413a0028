import { basename } from 'node:path';
import type { Command } from 'commander';
import type { FeatureDefinition } from '../../config/index.js';
import {
  type CellValue,
  compileFeatureReader,
  CsvError,
  CsvFile,
  type CsvRow,
  LabelColumn,
  type RowWindow,
  timesOfColumn,
  timesOfRowNumbers,
} from '../../csv/index.js';
import { textProblem } from '../../platform/index.js';
import { durationOption, wholeNumber } from '../option-values.js';

const LONGEST_ID = 200;

/** Which columns of a file say what, and which rows are meant. */
export interface TableOptions {
  readonly label: string;
  readonly positive: string;
  readonly time?: string;
  readonly id?: string;
  readonly skip?: number;
  readonly limit?: number;
  /** Milliseconds between rows of a file without times. */
  readonly interval: number;
}

/** A row of a file as a transaction. */
export interface LabelledRow {
  readonly line: number;
  readonly transactionId: string;
  /** Milliseconds since 1970. */
  readonly occurredAt: number;
  readonly features: Record<string, CellValue>;
  /** Undefined where the file does not say. */
  readonly positive: boolean | undefined;
}

/** A file of labelled transactions. Rows are streamed anew each time. */
export interface LabelledTable {
  readonly label: LabelColumn;
  /** How the times are read, for a person. */
  readonly times: string;
  readonly rows: () => AsyncGenerator<LabelledRow>;
}

/** Adds the options that `openTable` needs. */
export function addTableOptions(command: Command): Command {
  return command
    .requiredOption('--label <column>', 'the column that says what a row really was')
    .requiredOption('--positive <value>', 'the value of that column that is the positive class')
    .option(
      '--time <column>',
      'when the transaction happened: ISO 8601, seconds or milliseconds since 1970, seconds, a year',
    )
    .option('--id <column>', 'the id of the transaction; without it <file name>#<row number>')
    .addOption(durationOption('--interval <duration>', 'time between rows of a file without --time', 60_000))
    .option('--skip <n>', 'leave out the first n rows', wholeNumber(0, 1e12))
    .option('--limit <n>', 'read at most n rows', wholeNumber(1, 1e12));
}

/**
 * Opens a file whose columns hold the features of the config.
 *
 * @throws CsvError when it can't be read, or a column is not there
 */
export async function openTable(
  csv: CsvFile,
  features: readonly FeatureDefinition[],
  options: TableOptions,
): Promise<LabelledTable> {
  const window: RowWindow = { skip: options.skip, limit: options.limit };
  await LabelColumn.check(csv, options.label, options.positive, window);
  const label = new LabelColumn(csv, options.label, options.positive);
  const readFeatures = compileFeatureReader(features, csv);
  const readId = compileIdReader(csv, options.id);
  const times =
    options.time === undefined ? timesOfRowNumbers(options.interval) : await timesOfColumn(csv, options.time, window);
  return {
    label,
    times: times.description,
    rows: async function* () {
      for await (const row of csv.rows(window)) {
        yield {
          line: row.line,
          transactionId: readId(row),
          occurredAt: times.timeOf(row),
          features: readFeatures(row),
          positive: label.read(row),
        };
      }
    },
  };
}

function compileIdReader(csv: CsvFile, column: string | undefined): (row: CsvRow) => string {
  const name = basename(csv.file);
  if (column === undefined) return ({ number }) => `${name}#${number}`;
  const index = csv.indexOf(column);
  return ({ cells, line }) => {
    const id = cells[index] ?? '';
    const problem = textProblem(id, LONGEST_ID);
    if (problem !== undefined) throw new CsvError({ file: csv.file, line, column }, `an id ${problem}`);
    return id;
  };
}
