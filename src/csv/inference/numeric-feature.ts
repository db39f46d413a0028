import type { ColumnProfile } from '../profile/column-profile.js';
import { type FeatureInput, percent } from './column-decision.js';

const MARGIN = 0.25;
const MOST_CODES = 12;
const SENTINELS = new Set([-1, -9, -99, -999, -9_999, 99, 999, 9_999, 99_999, 999_999]);

/** The feature of a column of numbers, and what to know about the guess. Stray texts are taken as missing. */
export function numericFeature(column: ColumnProfile): { feature: FeatureInput; notes: string[] } {
  const missingTexts = [...column.missingTexts.keys(), ...column.strayTexts];
  const missing = column.rows - column.numbers;
  const range = column.min < column.max ? widenedRange(column) : undefined;
  return {
    feature: {
      name: column.name,
      kind: 'numeric',
      ...(missing > 0 && { required: false }),
      ...(range && { range }),
      ...(missingTexts.length > 0 && { missing_values: missingTexts }),
    },
    notes: [
      `${column.whole ? 'whole numbers' : 'numbers'} from ${column.min} to ${column.max}; ${missingNote(column, missing)}`,
      ...column.strayTexts.map(
        (text) => `CHECK: the text ${JSON.stringify(text)} stands among the numbers, and is taken as missing`,
      ),
      ...codesNote(column),
      ...sentinelNote(column),
    ],
  };
}

/** How many cells of a column are missing, in words. */
export function missingNote(column: ColumnProfile, missing: number): string {
  return missing === 0 ? 'none is missing' : `${percent(missing / column.rows)} missing, so it is not required`;
}

/**
 * The observed range and a quarter of its width on either side, in round numbers, so that a slightly larger value is not
 * out of range. It does not cross 0, and shares (0 to 1) stay shares.
 */
export function widenedRange({ min, max, whole }: Pick<ColumnProfile, 'min' | 'max' | 'whole'>): [number, number] {
  if (min >= 0 && max <= 1) return [0, 1];
  const margin = (max - min) * MARGIN;
  const step = 10 ** Math.floor(Math.log10(margin));
  const roundStep = whole ? Math.max(1, step) : step;
  const low = tidy(Math.floor((min - margin) / roundStep) * roundStep);
  const high = tidy(Math.ceil((max + margin) / roundStep) * roundStep);
  return [min >= 0 ? Math.max(0, low) : low, max <= 0 ? Math.min(0, high) : high];
}

function codesNote({ whole, distinct, min, max }: ColumnProfile): string[] {
  if (whole && min === 0 && max === 1)
    return ['only 0 and 1: if it can be nothing else, kind: boolean takes true and false'];
  if (!whole || distinct === undefined || distinct > MOST_CODES) return [];
  return [`only ${distinct} different: if they are codes without an order, make it categorical`];
}

/** A value such as 999 or -1, far from all others, often means "not known". */
function sentinelNote(column: ColumnProfile): string[] {
  const values = column
    .valuesByFrequency()
    .map(([text, count]) => ({ value: Number(text), count }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => a.value - b.value);
  return [values, [...values].reverse()].flatMap(([end, next, ...rest]) => {
    const last = rest.at(-1);
    if (!end || !next || !last || !SENTINELS.has(end.value)) return [];
    if (Math.abs(end.value - next.value) < 2 * Math.abs(next.value - last.value)) return [];
    const place = `${end.value} (${percent(end.count / column.rows)} of the rows) lies far from all others`;
    return [`CHECK: ${place}; if it means "not known", add it to missing_values and set required: false`];
  });
}

/** Without the noise of binary fractions: 0.30000000000000004 is 0.3. Also turns -0 into 0. */
function tidy(value: number): number {
  return Number(value.toPrecision(12)) + 0;
}
