const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const TRUTH = new Map([
  ...['true', 't', 'yes', 'y', '1', '1.0'].map((text) => [text, true] as const),
  ...['false', 'f', 'no', 'n', '0', '0.0'].map((text) => [text, false] as const),
]);
const NOT_AVAILABLE = new Set([
  'na',
  'n/a',
  '#n/a',
  '<na>',
  'nan',
  'null',
  'nil',
  'none',
  'unknown',
  'missing',
  '?',
  '-',
]);

/** The finite number that a cell states in decimal notation, or undefined. */
export function parseNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** true, t, yes, y, 1 and their opposites, in any case; undefined for every other text. */
export function parseBoolean(text: string): boolean | undefined {
  if (text.length > 5) return undefined;
  return TRUTH.get(text) ?? TRUTH.get(text.toLowerCase());
}

/** Whether a text usually stands for "not known": NA, NaN, null, unknown, ?, ... */
export function looksMissing(text: string): boolean {
  return text.length <= 7 && NOT_AVAILABLE.has(text.toLowerCase());
}
