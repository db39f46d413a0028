import type { ColumnProfile } from '../profile/column-profile.js';
import { parseBoolean } from '../values/texts.js';
import { type FeatureInput, grouped, percent } from './column-decision.js';
import { missingNote } from './numeric-feature.js';

const MOST_CATEGORIES = 254;
const LONGEST_CATEGORY = 256;
/** A longer list leaves out what is rare, so that a model also learns what to make of a category it does not know. */
const FULL_LIST = 50;
const FEWEST_ROWS = 5;

interface Guess {
  readonly feature: FeatureInput;
  readonly notes: string[];
}

/**
 * The feature of a column whose values are two words for true and false; undefined when they are not. Not of 0 and 1: a
 * later row of a column that counts may have a 2, which a boolean would have to refuse.
 */
export function booleanFeature(column: ColumnProfile): Guess | undefined {
  const values = column.valuesByFrequency().map(([text]) => text);
  const truths = new Set(values.map(parseBoolean));
  const both =
    column.texts === column.present && column.booleans === column.present && truths.has(true) && truths.has(false);
  // A placeholder that a category can list as a missing value has no such place in a boolean.
  if (!both || column.missingTexts.size > 0 || values.length > 2) return undefined;
  const missing = column.rows - column.present;
  const share = column.valuesByFrequency().find(([text]) => parseBoolean(text) === true)?.[1] ?? 0;
  return {
    feature: { name: column.name, kind: 'boolean', ...(missing > 0 && { required: false }) },
    notes: [`${values.join(' and ')}, true in ${percent(share / column.rows)}; ${missingNote(column, missing)}`],
  };
}

/** The feature of a column of texts, or of numbers that are codes: its categories, the most frequent first. */
export function categoricalFeature(column: ColumnProfile): Guess {
  const all = column.valuesByFrequency();
  const listed = all
    .filter(([text, count]) => text.length <= LONGEST_CATEGORY && (all.length <= FULL_LIST || count >= FEWEST_ROWS))
    .slice(0, MOST_CATEGORIES);
  const missing = column.rows - column.present;
  const missingTexts = [...column.missingTexts.keys()];
  const unlisted = all.length - listed.length;
  return {
    feature: {
      name: column.name,
      kind: 'categorical',
      ...(missing > 0 && { required: false }),
      categories: listed.map(([text]) => text),
      ...(missingTexts.length > 0 && { missing_values: missingTexts }),
    },
    notes: [
      `${grouped(all.length)} different ${column.texts === 0 ? 'codes with leading zeros' : 'texts'}; ${missingNote(column, missing)}`,
      ...(unlisted > 0 ? [`${grouped(unlisted)} rare ones are not listed: they count as unseen`] : []),
      ...missingTexts.map(
        (text) => `${JSON.stringify(text)} is taken as missing; if it says something, list it as a category`,
      ),
    ],
  };
}
