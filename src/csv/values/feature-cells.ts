import type { FeatureDefinition } from '../../config/index.js';
import { CsvError } from '../csv-error.js';
import type { CsvFile, CsvRow } from '../reading/csv-file.js';
import { looksMissing, parseBoolean, parseNumber } from './texts.js';

export type CellValue = number | string | boolean | null;

/** The `features` object of a row, as the HTTP API takes it. Throws CsvError naming line and column. */
export type FeatureReader = (row: CsvRow) => Record<string, CellValue>;

/** The value of a cell that is not empty, or what is wrong with it. */
type CellReader = (text: string) => { readonly value: CellValue } | { readonly problem: string };

const MISSING = { value: null };

/**
 * Compiles the conversion of a file's rows into the features of the config. A feature is read from the column of its
 * name; an empty cell is null, and so is one of the feature's missing_values.
 *
 * @throws CsvError when a feature has no column
 */
export function compileFeatureReader(features: readonly FeatureDefinition[], csv: CsvFile): FeatureReader {
  const columns = features.map((feature) => ({
    name: feature.name,
    index: indexOfFeature(csv, feature.name),
    read: compileCell(feature),
  }));
  return ({ cells, line }) => {
    const values: Record<string, CellValue> = {};
    for (const { name, index, read } of columns) {
      const text = cells[index] ?? '';
      const outcome = text === '' ? MISSING : read(text);
      if ('problem' in outcome) throw new CsvError({ file: csv.file, line, column: name }, outcome.problem);
      values[name] = outcome.value;
    }
    return values;
  };
}

function indexOfFeature(csv: CsvFile, name: string): number {
  const index = csv.header.indexOf(name);
  if (index >= 0) return index;
  const detail = `has no column for the feature ${JSON.stringify(name)} of the config; it has ${csv.header.join(', ')}`;
  throw new CsvError({ file: csv.file }, detail);
}

function compileCell(feature: FeatureDefinition): CellReader {
  switch (feature.kind) {
    case 'numeric': {
      const missing = new Set(feature.missingValues.map(String));
      return (text) => (missing.has(text) ? MISSING : readNumber(text));
    }
    case 'categorical': {
      const missing = new Set(feature.missingValues);
      return (text) => (missing.has(text) ? MISSING : { value: text });
    }
    case 'boolean':
      return readBoolean;
  }
}

function readNumber(text: string): ReturnType<CellReader> {
  const value = parseNumber(text);
  if (value !== undefined) return { value };
  return { problem: `${quote(text)} is not a number; if it means "not known", add it to the feature's missing_values` };
}

function readBoolean(text: string): ReturnType<CellReader> {
  const value = parseBoolean(text);
  if (value !== undefined) return { value };
  // A boolean feature has no missing_values of its own, and these texts can't mean true or false.
  if (looksMissing(text)) return MISSING;
  return { problem: `${quote(text)} is neither true nor false (also taken: t/f, yes/no, y/n, 1/0)` };
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
