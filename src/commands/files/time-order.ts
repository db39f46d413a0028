import { CsvError } from '../../csv/index.js';
import type { LabelledRow, LabelledTable } from './labelled-table.js';

/**
 * Reads a whole table once, so that nothing is sent of a file that can't be sent to its end.
 *
 * @param onRow called for each row, for showing progress
 * @throws CsvError at the first row that can't be read, or lies before the row above it
 */
export async function requireTimeOrder(file: string, table: LabelledTable, onRow: () => void): Promise<void> {
  let before: LabelledRow | undefined;
  for await (const row of table.rows()) {
    if (before && row.occurredAt < before.occurredAt) {
      const [time, earlier] = [iso(row.occurredAt), iso(before.occurredAt)];
      const detail = `its time ${time} is before that of line ${before.line}, ${earlier}; sort the file by its time column first`;
      throw new CsvError({ file, line: row.line }, detail);
    }
    before = row;
    onRow();
  }
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
