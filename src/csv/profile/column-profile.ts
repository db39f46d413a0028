import { parseTime } from '../values/time-format.js';
import { looksMissing, parseBoolean, parseNumber } from '../values/texts.js';

/** Past so many different values a column's values are no longer counted one by one. */
export const MOST_COUNTED_VALUES = 5_000;
const FEWEST_NUMBERS_SHARE = 0.95;
const MOST_STRAY_TEXTS = 3;

/** What one pass says about a column. Memory is bounded: at most 5,000 different values are held. */
export class ColumnProfile {
  rows = 0;
  empty = 0;
  numbers = 0;
  booleans = 0;
  dates = 0;
  /** Cells that are neither empty, nor a number, nor a text such as "unknown". */
  texts = 0;
  textCharacters = 0;
  whole = true;
  /** A number is written with leading zeros, as codes are. */
  leadingZeros = false;
  min = Infinity;
  max = -Infinity;
  /** Each number is above the one before, or at least not below it. */
  rising = true;
  neverFalling = true;
  /** Cells such as NA, ? or unknown, by text. */
  readonly missingTexts = new Map<string, number>();
  private readonly counts = new Map<string, number>();
  private readonly firstTexts = new Set<string>();
  private overflowed = false;
  private previous = -Infinity;

  constructor(readonly name: string) {}

  /** How many different values there are, placeholders for "missing" left out; undefined past 5,000. */
  get distinct(): number | undefined {
    return this.overflowed ? undefined : this.counts.size;
  }

  /** Cells with a value. */
  get present(): number {
    return this.numbers + this.texts;
  }

  /** Whether it is a column of numbers: all are, or all but a few texts that keep coming, such as "refused". */
  get isNumeric(): boolean {
    return this.numbers >= FEWEST_NUMBERS_SHARE * this.present && this.firstTexts.size <= MOST_STRAY_TEXTS;
  }

  /** The texts of a column of numbers. */
  get strayTexts(): readonly string[] {
    return [...this.firstTexts];
  }

  /** The different values and how often each stands in the column, the most frequent first; none past 5,000. */
  valuesByFrequency(): [value: string, count: number][] {
    return this.overflowed ? [] : [...this.counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  }

  add(text: string): void {
    this.rows += 1;
    if (text === '') {
      this.empty += 1;
      return;
    }
    const value = parseNumber(text);
    if (value === undefined && looksMissing(text)) {
      this.missingTexts.set(text, (this.missingTexts.get(text) ?? 0) + 1);
      return;
    }
    this.count(text);
    if (parseBoolean(text) !== undefined) this.booleans += 1;
    if (value === undefined) this.addText(text);
    else this.addNumber(value, text);
  }

  private count(text: string): void {
    if (this.overflowed) return;
    this.counts.set(text, (this.counts.get(text) ?? 0) + 1);
    if (this.counts.size <= MOST_COUNTED_VALUES) return;
    this.counts.clear();
    this.overflowed = true;
  }

  private addText(text: string): void {
    this.texts += 1;
    this.textCharacters += text.length;
    if (this.firstTexts.size <= MOST_STRAY_TEXTS) this.firstTexts.add(text);
    if (parseTime('iso-8601', text) !== undefined) this.dates += 1;
  }

  private addNumber(value: number, text: string): void {
    this.numbers += 1;
    this.whole &&= Number.isInteger(value);
    this.leadingZeros ||= text.length > 1 && text.startsWith('0') && !/[.eE]/.test(text);
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    this.rising &&= value > this.previous;
    this.neverFalling &&= value >= this.previous;
    this.previous = value;
  }
}
