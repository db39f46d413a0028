import { CsvError } from '../csv-error.js';
import type { CsvFile, RowWindow } from '../reading/csv-file.js';
import type { LabelColumn } from '../values/label-column.js';
import { ColumnProfile } from './column-profile.js';
import { RowSample } from './row-sample.js';

/** What one pass over a file says: each column, and samples of its rows. */
export interface FileProfile {
  readonly file: string;
  readonly rows: number;
  readonly positives: number;
  readonly columns: readonly ColumnProfile[];
  /** Uniform samples of the rows of each class, as cells in the order of `columns`. */
  readonly positiveSample: readonly (readonly string[])[];
  readonly negativeSample: readonly (readonly string[])[];
}

/**
 * Reads a file once. Cost: about a microsecond a cell; memory does not grow with the file.
 *
 * @param onRow called for each row, for showing progress
 * @throws CsvError when a row is broken, there is none, or all are of one class
 */
export async function profileFile(
  csv: CsvFile,
  label: LabelColumn,
  window: RowWindow,
  onRow: () => void,
): Promise<FileProfile> {
  const columns = csv.header.map((name) => new ColumnProfile(name));
  const positiveSample = new RowSample(columns.length);
  const negativeSample = new RowSample(columns.length);
  let rows = 0;
  for await (const row of csv.rows(window)) {
    rows += 1;
    for (const [index, column] of columns.entries()) column.add(row.cells[index] ?? '');
    const positive = label.read(row);
    if (positive !== undefined) (positive ? positiveSample : negativeSample).offer(row.cells);
    onRow();
  }
  if (rows === 0) throw new CsvError({ file: csv.file }, 'has no rows to read');
  label.requireBothClasses();
  return {
    file: csv.file,
    rows,
    positives: label.positives,
    columns,
    positiveSample: positiveSample.rows,
    negativeSample: negativeSample.rows,
  };
}
