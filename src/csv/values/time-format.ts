import { parseNumber } from './texts.js';

const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(1900, 0, 1);
const LAST_MS = Date.UTC(2200, 0, 1);
/** Where times that have no date of their own begin. */
export const ORIGIN_MS = Date.UTC(2020, 0, 1);

const ISO_8601 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** How a column states times. Without a zone, times are UTC. */
export type TimeFormat = 'iso-8601' | 'epoch-ms' | 'epoch-seconds' | 'seconds-from-origin' | 'year';

const PARSERS: Readonly<Record<TimeFormat, (text: string) => number | undefined>> = {
  'iso-8601': parseIso8601,
  'epoch-ms': parseNumber,
  'epoch-seconds': (text) => scale(text, 0, 1_000),
  'seconds-from-origin': (text) => scale(text, ORIGIN_MS, 1_000),
  year: (text) => (/^\d{4}(\.0)?$/.test(text) ? Date.UTC(Number(text), 0, 1) : undefined),
};

export const TIME_FORMATS: Readonly<Record<TimeFormat, string>> = {
  'iso-8601': 'dates or times (ISO 8601; UTC where no zone is given)',
  'epoch-ms': 'milliseconds since 1970',
  'epoch-seconds': 'seconds since 1970',
  'seconds-from-origin': `seconds from a start, which is taken as ${new Date(ORIGIN_MS).toISOString()}`,
  year: 'years',
};

/**
 * Milliseconds since 1970 of a cell in a known format.
 *
 * @returns undefined when it does not fit, or lies outside 1900 to 2199
 */
export function parseTime(format: TimeFormat, text: string): number | undefined {
  const time = PARSERS[format](text);
  return time !== undefined && time >= FIRST_MS && time < LAST_MS ? time : undefined;
}

/** The format that all of these cells fit, by size where they are numbers; undefined when none does. */
export function decideTimeFormat(texts: readonly string[]): TimeFormat | undefined {
  const first = texts[0];
  if (first === undefined) return undefined;
  const numbers = texts.map(parseNumber).filter((value) => value !== undefined);
  const format = numbers.length === 0 ? 'iso-8601' : formatOfNumbers(numbers);
  return texts.every((text) => parseTime(format, text) !== undefined) ? format : undefined;
}

function formatOfNumbers(numbers: readonly number[]): TimeFormat {
  const all = (low: number, high: number): boolean => numbers.every((value) => value >= low && value < high);
  if (all(1e11, 1e13)) return 'epoch-ms';
  if (all(1e8, 1e10)) return 'epoch-seconds';
  if (all(1900, 2200) && numbers.every(Number.isInteger)) return 'year';
  return 'seconds-from-origin';
}

function scale(text: string, originMs: number, unitMs: number): number | undefined {
  const value = parseNumber(text);
  return value === undefined ? undefined : originMs + value * unitMs;
}

function parseIso8601(text: string): number | undefined {
  const match = ISO_8601.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0));
  const midnight = Date.UTC(year ?? 0, (month ?? 0) - 1, day);
  // Date.UTC takes February 30th for March 1st.
  if (new Date(midnight).getUTCDate() !== day || new Date(midnight).getUTCMonth() + 1 !== month) return undefined;
  const timeMs = ((hour ?? 0) * 3_600 + (minute ?? 0) * 60 + (second ?? 0)) * 1_000;
  if (timeMs > DAY_MS || (minute ?? 0) > 59 || (second ?? 0) > 60) return undefined;
  const fractionMs = match[7] === undefined ? 0 : Number(`0.${match[7]}`) * 1_000;
  return midnight + timeMs + fractionMs - zoneOffsetMs(match[8]);
}

function zoneOffsetMs(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', ''))];
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
