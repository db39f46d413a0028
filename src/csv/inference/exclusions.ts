import { type ColumnProfile, MOST_COUNTED_VALUES } from '../profile/column-profile.js';
import { type ColumnRoles, grouped } from './column-decision.js';

const FEATURE_NAME = /^[A-Za-z_][A-Za-z0-9_.:-]{0,62}$/;
/** customer_id, ID and customerId, but not paid. */
const IDENTIFIER_NAME = /(^|[_.:-])([iI][dD]|(uu|gu|UU|GU)(id|ID))$|[a-z](Id|ID)$/;
const FEWEST_IDENTIFIERS = 20;
const MOST_CATEGORIES = 254;
const FEWEST_ROWS_TO_JUDGE = 200;
const FREE_TEXT_CHARACTERS = 60;

/** Why a column can't be a feature because of its part or its name; undefined when it can. */
export function excludedByRole(name: string, roles: ColumnRoles): string | undefined {
  if (name === roles.label) return 'the label';
  if (name === roles.time) return 'the time';
  if (name === roles.id) return 'the id';
  if (roles.exclude.includes(name)) return 'as --exclude says';
  if (FEATURE_NAME.test(name)) return undefined;
  return 'a feature name starts with a letter and has at most 63 letters, digits, _ . : -; rename the column to use it';
}

/** Why a column's values are no use to a model; undefined when they may be. */
export function excludedByValues(column: ColumnProfile, timeIsGiven: boolean): string | undefined {
  if (column.present === 0) return 'it has no values';
  if (column.distinct === 1 && column.present === column.rows) return 'it has the same value in every row';
  return column.isNumeric ? uselessNumbers(column, timeIsGiven) : uselessTexts(column);
}

function uselessNumbers(column: ColumnProfile, timeIsGiven: boolean): string | undefined {
  const different = column.distinct ?? MOST_COUNTED_VALUES + 1;
  if (different <= FEWEST_IDENTIFIERS) return undefined;
  if (column.whole && column.rising) return 'its whole numbers rise from row to row, as an identifier does';
  if (column.whole && IDENTIFIER_NAME.test(column.name)) {
    return 'an identifier by its name: its numbers have no order, and a model would learn single customers by heart';
  }
  if (timeIsGiven && column.neverFalling) {
    return 'it never falls from row to row, as a clock does: all that comes later lies outside what a model has seen';
  }
  return undefined;
}

function uselessTexts(column: ColumnProfile): string | undefined {
  if (column.dates === column.texts && column.numbers === 0) {
    return 'a date: what a model can use of it (an age, an hour, a day of the week) must be a column of its own';
  }
  const different = column.distinct;
  const meanCharacters = column.textCharacters / column.texts;
  if (meanCharacters > FREE_TEXT_CHARACTERS) return `free text, ${Math.round(meanCharacters)} characters on average`;
  if (different === undefined) return `more than ${grouped(MOST_COUNTED_VALUES)} different texts`;
  if (different <= MOST_CATEGORIES && column.present < FEWEST_ROWS_TO_JUDGE) return undefined;
  if (different > column.present / 2) return `nearly every row has a text of its own (${grouped(different)} different)`;
  if (different > MOST_CATEGORIES && IDENTIFIER_NAME.test(column.name)) {
    return `an identifier by its name, with ${grouped(different)} different values`;
  }
  return undefined;
}
