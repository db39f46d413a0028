import { CsvError } from '../csv-error.js';
import type { CsvFile, CsvRow, RowWindow } from '../reading/csv-file.js';
import { decideTimeFormat, ORIGIN_MS, parseTime, TIME_FORMATS, type TimeFormat } from './time-format.js';

const DECIDING_ROWS = 100;

/** When each row happened. */
export interface TimeSource {
  /** How the times are read, in words for a person. */
  readonly description: string;
  /** Milliseconds since 1970. Throws CsvError when the row's time does not fit the format of the first rows. */
  readonly timeOf: (row: CsvRow) => number;
}

/**
 * Reads times from a column, in the format that its first 100 rows decide.
 *
 * @throws CsvError when they fit no format
 */
export async function timesOfColumn(csv: CsvFile, column: string, window: RowWindow): Promise<TimeSource> {
  const index = csv.indexOf(column);
  const format = await formatOf(csv, column, window);
  return {
    description: `${column} states ${TIME_FORMATS[format]}`,
    timeOf: ({ cells, line }) => {
      const time = parseTime(format, cells[index] ?? '');
      if (time !== undefined) return time;
      const detail = `${JSON.stringify(cells[index])} does not fit; the first rows state ${TIME_FORMATS[format]}`;
      throw new CsvError({ file: csv.file, line, column }, detail);
    },
  };
}

/** Times for a file that states none: its rows stand `intervalMs` apart. */
export function timesOfRowNumbers(intervalMs: number): TimeSource {
  return {
    description: `no time column: rows are taken as ${intervalMs / 1_000} s apart, from ${new Date(ORIGIN_MS).toISOString()}`,
    timeOf: ({ number }) => ORIGIN_MS + (number - 1) * intervalMs,
  };
}

async function formatOf(csv: CsvFile, column: string, { skip, limit = Infinity }: RowWindow): Promise<TimeFormat> {
  const index = csv.indexOf(column);
  const cells: { text: string; line: number }[] = [];
  for await (const row of csv.rows({ skip, limit: Math.min(limit, DECIDING_ROWS) })) {
    cells.push({ text: row.cells[index] ?? '', line: row.line });
  }
  if (cells.length === 0) throw new CsvError({ file: csv.file }, 'has no rows to read');
  const format = decideTimeFormat(cells.map(({ text }) => text));
  if (format !== undefined) return format;
  const odd = cells.find(({ text }) => decideTimeFormat([text]) === undefined) ?? cells[0];
  const formats = Object.values(TIME_FORMATS).join('; ');
  const detail = `${JSON.stringify(odd?.text)} and the other first rows fit no one format of time: ${formats}`;
  throw new CsvError({ file: csv.file, ...(odd && { line: odd.line }), column }, detail);
}
