import { describe, expect, it } from 'vitest';
import type { FeatureDefinition } from '../../src/config/index.js';
import { compileFeatureReader, CsvFile, type CsvRow, LabelColumn } from '../../src/csv/index.js';
import { temporaryFolder, writeLines } from './temporary-files.js';

const folder = temporaryFolder();

const AMOUNT: FeatureDefinition = { name: 'amount', kind: 'numeric', required: false, missingValues: ['NA', -1] };
const COLOUR: FeatureDefinition = {
  name: 'colour',
  kind: 'categorical',
  required: false,
  categories: ['red', 'blue'],
  missingValues: ['unknown'],
};
const NIGHT: FeatureDefinition = { name: 'night', kind: 'boolean', required: false };

async function readAll<T>(lines: readonly string[], compile: (csv: CsvFile) => (row: CsvRow) => T): Promise<T[]> {
  const csv = await CsvFile.open(writeLines(folder, 'values.csv', lines));
  const read = compile(csv);
  const values: T[] = [];
  for await (const row of csv.rows()) values.push(read(row));
  return values;
}

async function cell(feature: FeatureDefinition, text: string): Promise<unknown> {
  const rows = await readAll(['other,' + feature.name, `x,${text}`], (csv) => compileFeatureReader([feature], csv));
  return rows[0]?.[feature.name];
}

describe('the features of a row', () => {
  it('are those of the config, whatever the order of the columns, other columns left out', async () => {
    const rows = await readAll(['night,note,colour,amount', 'yes,hello,red,12.5'], (csv) =>
      compileFeatureReader([AMOUNT, COLOUR, NIGHT], csv),
    );
    expect(rows).toEqual([{ amount: 12.5, colour: 'red', night: true }]);
  });

  it.each(['5', '-5', '+5', '5.', '.5', '5e3', '1E-7', '0.0'])('%s is a number', async (text) => {
    expect(await cell(AMOUNT, text)).toBe(Number(text));
  });

  it.each(['five', '0x10', '1_000', '"1,5"', 'Infinity', '1e999', 'NaN', 'na'])('%s is no number', async (text) => {
    await expect(cell(AMOUNT, text)).rejects.toThrow(/values\.csv, line 2, column "amount": ".*" is not a number/);
  });

  it.each(['true', 'TRUE', 't', 'yes', 'Y', '1', '1.0'])('%s is true', async (text) => {
    expect(await cell(NIGHT, text)).toBe(true);
  });

  it.each(['false', 'False', 'f', 'no', 'N', '0', '0.0'])('%s is false', async (text) => {
    expect(await cell(NIGHT, text)).toBe(false);
  });

  it.each(['2', 'maybe'])('%s is neither', async (text) => {
    await expect(cell(NIGHT, text)).rejects.toThrow('line 2, column "night": "' + text + '" is neither true nor false');
  });

  it('are null where a cell is empty or has one of the missing values', async () => {
    expect(await cell(AMOUNT, '')).toBeNull();
    expect(await cell(AMOUNT, 'NA')).toBeNull();
    expect(await cell(AMOUNT, '-1')).toBeNull();
    expect(await cell(COLOUR, 'unknown')).toBeNull();
    expect(await cell(NIGHT, 'NA')).toBeNull();
  });

  it('may be categories that the config does not list: what to do with them is its policy', async () => {
    expect(await cell(COLOUR, 'green')).toBe('green');
  });

  it('need a column each', async () => {
    await expect(readAll(['amount', '1'], (csv) => compileFeatureReader([NIGHT], csv))).rejects.toThrow(
      'has no column for the feature "night" of the config; it has amount',
    );
  });
});

describe('the label of a row', () => {
  const labels = async (positive: string, ...cells: string[]): Promise<unknown> =>
    readAll(['y,x', ...cells.map((text) => `${text},1`)], (csv) => {
      const label = new LabelColumn(csv, 'y', positive);
      return (row) => label.read(row);
    });

  it('is positive where the cell has the positive value, as a text or as a number', async () => {
    expect(await labels('yes', 'yes', 'no')).toEqual([true, false]);
    expect(await labels('1', '1', '1.0', '0')).toEqual([true, true, false]);
  });

  it('is not known where the cell is empty or says so', async () => {
    expect(await labels('1', '', 'NA', '0')).toEqual([undefined, undefined, false]);
  });

  it('is a mistake when the positive value never comes', async () => {
    const csv = await CsvFile.open(writeLines(folder, 'labels.csv', ['y', 'yes', 'no']));
    const label = new LabelColumn(csv, 'y', '1');
    for await (const row of csv.rows()) label.read(row);
    expect(() => {
      label.requireBothClasses();
    }).toThrow('labels.csv, column "y": no row has the positive value "1"; the values there are "yes", "no"');
  });
});
