import { pipeline } from 'node:stream';
import { CsvError } from '../csv-error.js';
import { detectDelimiter, type Delimiter, firstLine, headerProblem } from './header-line.js';
import { openText } from './open-text.js';
import { createRowParser, type CsvRecord } from './row-parser.js';

/** A data row. */
export interface CsvRow extends CsvRecord {
  /** Its place among the data rows of the file, from 1, the skipped ones counted. */
  readonly number: number;
}

/** Which data rows to read. */
export interface RowWindow {
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
}

/** A CSV file whose header was read. Rows are streamed anew each time; memory does not grow with the file. */
export class CsvFile {
  private constructor(
    readonly file: string,
    readonly header: readonly string[],
    private readonly delimiter: Delimiter,
  ) {}

  /**
   * Opens FILE.csv or FILE.csv.gz, in UTF-8, with a header, delimited by comma, semicolon or tab.
   *
   * @throws CsvError when it can't be read, or two columns can't be told apart
   */
  static async open(file: string): Promise<CsvFile> {
    const delimiter = await detectDelimiterOf(file);
    for await (const { line, cells } of readRecords(file, delimiter)) {
      const problem = headerProblem(cells);
      if (problem !== undefined) throw new CsvError({ file, line }, `the header is unclear: ${problem}`);
      return new CsvFile(file, cells, delimiter);
    }
    throw new CsvError({ file }, 'is empty; expected a header and rows');
  }

  /**
   * The place of a column in a row's cells.
   *
   * @throws CsvError listing the columns that there are
   */
  indexOf(column: string): number {
    const index = this.header.indexOf(column);
    if (index >= 0) return index;
    throw new CsvError(
      { file: this.file },
      `has no column ${JSON.stringify(column)}; it has ${this.header.join(', ')}`,
    );
  }

  /** @throws CsvError at the first row that is broken or has too few or too many fields */
  async *rows({ skip = 0, limit = Infinity }: RowWindow = {}): AsyncGenerator<CsvRow> {
    let number = -1;
    for await (const { line, cells } of readRecords(this.file, this.delimiter)) {
      number += 1;
      if (number === 0) continue;
      if (cells.length !== this.header.length) {
        const detail = `the row has ${cells.length} fields where the header has ${this.header.length}`;
        throw new CsvError({ file: this.file, line }, detail);
      }
      if (number > skip + limit) return;
      if (number > skip) yield { line, cells, number };
    }
  }
}

async function detectDelimiterOf(file: string): Promise<Delimiter> {
  try {
    return detectDelimiter(await firstLine(await openText(file)));
  } catch (error) {
    throw createRowParser(file, ',').explain(error);
  }
}

async function* readRecords(file: string, delimiter: Delimiter): AsyncGenerator<CsvRecord> {
  const { parser, explain } = createRowParser(file, delimiter);
  pipeline(await openText(file), parser, () => undefined);
  try {
    for await (const record of parser) yield record as CsvRecord;
  } catch (error) {
    throw explain(error);
  }
}
