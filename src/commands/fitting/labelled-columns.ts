import type { FeatureDefinition } from '../../config/index.js';
import { compileFeatureReader, type CsvFile, LabelColumn, timesOfColumn } from '../../csv/index.js';
import type { TrainingSet } from '../../forest/index.js';
import { TrainingColumns } from '../../models/index.js';
import { compileRowEncoder } from '../files/row-encoder.js';
import type { Progress } from '../progress.js';

/** The columns of a file that a forest is fitted or measured on. */
export interface ColumnsSource {
  readonly csv: CsvFile;
  readonly features: readonly FeatureDefinition[];
  readonly label: string;
  readonly positive: string;
  readonly time?: string | undefined;
}

/**
 * Reads a whole file into columns, in the order of its time column where one is named. Rows without a label are left
 * out. Memory: 8 bytes a value, twice that while rows are put in order.
 *
 * @throws CsvError when a row can't be read
 */
export async function readColumns(source: ColumnsSource, progress: Progress): Promise<TrainingSet> {
  const { csv, features } = source;
  const label = new LabelColumn(csv, source.label, source.positive);
  const read = compileFeatureReader(features, csv);
  const encode = compileRowEncoder(csv, features, { outOfRange: 'accept', unseenCategories: 'accept' });
  const times = source.time === undefined ? undefined : await timesOfColumn(csv, source.time, {});
  const columns = new TrainingColumns(features);
  const order: number[] = [];
  for await (const row of csv.rows()) {
    const positive = label.read(row);
    if (positive === undefined) continue;
    columns.push(encode(read(row), row.line).values, positive);
    if (times) order.push(times.timeOf(row));
    progress.add();
  }
  label.requireBothClasses();
  const set = columns.slice(0, columns.rows);
  return times ? sortedByTime(set, order) : set;
}

/** The rows of a set from `start` up to, not including, `end`, as views. */
export function rowsOf({ kinds, columns, labels }: TrainingSet, start: number, end: number): TrainingSet {
  return { kinds, columns: columns.map((column) => column.subarray(start, end)), labels: labels.subarray(start, end) };
}

function sortedByTime({ kinds, columns, labels }: TrainingSet, times: readonly number[]): TrainingSet {
  const timeOf = (row: number): number => times[row] ?? 0;
  if (times.every((time, row) => row === 0 || timeOf(row - 1) <= time)) return { kinds, columns, labels };
  // Array.sort is stable: rows of one time stay in the order of the file.
  const places = times.map((_, row) => row).sort((a, b) => timeOf(a) - timeOf(b));
  return {
    kinds,
    columns: columns.map((column) => Float64Array.from(places, (row) => column[row] ?? NaN)),
    labels: Uint8Array.from(places, (row) => labels[row] ?? 0),
  };
}
