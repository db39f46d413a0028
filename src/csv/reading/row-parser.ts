import { CsvError as ParseError, type Options, parse, type Parser } from 'csv-parse';
import { CsvError } from '../csv-error.js';
import type { Delimiter } from './header-line.js';

/** A quoted field that is never closed would otherwise take the rest of the file into memory. */
const LONGEST_ROW_BYTES = 1024 * 1024;

/** What the parser's errors mean to a person. */
const EXPLANATIONS: Partial<Record<ParseError['code'], string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote opens in this row and is never closed',
  INVALID_OPENING_QUOTE:
    'a quote stands inside a field that is not quoted; quote the whole field and write the inner quote twice',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote; a quote inside a quoted field is written twice',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE:
    'text follows a closing quote; a quote inside a quoted field is written twice',
  CSV_MAX_RECORD_SIZE: `the row is longer than ${LONGEST_ROW_BYTES} bytes: perhaps a quote opens in it and is never closed`,
};

/** One record of a CSV file, the header included. */
export interface CsvRecord {
  /** The physical line that it starts on, from 1. */
  readonly line: number;
  /** Spaces around a field that is not quoted are left out. */
  readonly cells: readonly string[];
}

/** A stream of CsvRecords, and what an error of it means. */
export interface RowParser {
  readonly parser: Parser;
  readonly explain: (error: unknown) => unknown;
}

/** A parser of RFC 4180 text (quotes, BOM, any line ends, empty lines skipped) whose output is CsvRecords. */
export function createRowParser(file: string, delimiter: Delimiter): RowParser {
  // The parser counts lines at the end of a record, and empty lines apart; a person looks for where the record starts.
  let linesBefore = 0;
  let emptyBefore = 0;
  const startAfter = (emptyLines: number): number => linesBefore + 1 + emptyLines - emptyBefore;

  const options: Options<CsvRecord, string[]> = {
    bom: true,
    delimiter,
    max_record_size: LONGEST_ROW_BYTES,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    on_record: (cells: string[], context): CsvRecord => {
      const line = startAfter(context.empty_lines);
      linesBefore = context.lines;
      emptyBefore = context.empty_lines;
      return { line, cells };
    },
  };

  return {
    // Its types know records that on_record turns into something else only for parsers that name columns.
    parser: parse(options as unknown as Options),
    explain: (error) => {
      if (error instanceof CsvError) return error;
      if (error instanceof ParseError) {
        const emptyLines = Number(error['empty_lines']);
        return new CsvError({ file, line: startAfter(emptyLines) }, EXPLANATIONS[error.code] ?? error.message);
      }
      const { code, message } = error as NodeJS.ErrnoException;
      if (code?.startsWith('Z_')) return new CsvError({ file }, `is a damaged or incomplete gzip file (${message})`);
      return error;
    },
  };
}
