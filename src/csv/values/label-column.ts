import { CsvError } from '../csv-error.js';
import type { CsvFile, CsvRow, RowWindow } from '../reading/csv-file.js';
import { looksMissing, parseNumber } from './texts.js';

const REMEMBERED_VALUES = 10;

/** The column that says what a row really was. Counts what it reads. */
export class LabelColumn {
  private readonly index: number;
  private readonly positiveNumber: number | undefined;
  private readonly otherValues = new Set<string>();
  private seenPositives = 0;
  private seenNegatives = 0;

  /** @throws CsvError when there is no such column */
  constructor(
    private readonly csv: CsvFile,
    readonly name: string,
    readonly positive: string,
  ) {
    this.index = csv.indexOf(name);
    this.positiveNumber = parseNumber(positive);
  }

  get positives(): number {
    return this.seenPositives;
  }

  /** A few of the values that are not the positive one. */
  get negativeValues(): readonly string[] {
    return [...this.otherValues];
  }

  /** Whether the row is of the positive class; undefined where the cell is empty or says "unknown". */
  read({ cells }: CsvRow): boolean | undefined {
    const text = cells[this.index] ?? '';
    if (this.isPositive(text)) {
      this.seenPositives += 1;
      return true;
    }
    if (text === '' || looksMissing(text)) return undefined;
    this.seenNegatives += 1;
    if (this.otherValues.size < REMEMBERED_VALUES) this.otherValues.add(text);
    return false;
  }

  /** @throws CsvError when the rows read so far are all of one class: there is nothing to learn from them */
  requireBothClasses(): void {
    if (this.seenPositives === 0) throw this.withoutPositives();
    if (this.seenNegatives > 0) return;
    const place = { file: this.csv.file, column: this.name };
    throw new CsvError(place, `every row has the positive value ${JSON.stringify(this.positive)}`);
  }

  /**
   * Looks for a positive row, as far as the first one.
   *
   * @throws CsvError when there is none, but several other values: then the positive value is a mistake. A file of
   *   negative rows alone is taken: a day may have no fraud.
   */
  static async check(csv: CsvFile, name: string, positive: string, window: RowWindow): Promise<void> {
    const label = new LabelColumn(csv, name, positive);
    for await (const row of csv.rows(window)) if (label.read(row)) return;
    if (label.otherValues.size !== 1) throw label.withoutPositives();
  }

  private withoutPositives(): CsvError {
    const seen = this.negativeValues.map((value) => JSON.stringify(value)).join(', ');
    const found = seen === '' ? 'no row has a label' : `the values there are ${seen}`;
    return new CsvError(
      { file: this.csv.file, column: this.name },
      `no row has the positive value ${JSON.stringify(this.positive)}; ${found}`,
    );
  }

  private isPositive(text: string): boolean {
    if (text === this.positive) return true;
    return this.positiveNumber !== undefined && parseNumber(text) === this.positiveNumber;
  }
}
