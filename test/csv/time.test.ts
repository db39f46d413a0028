import { describe, expect, it } from 'vitest';
import { CsvFile, timesOfColumn, timesOfRowNumbers } from '../../src/csv/index.js';
import { temporaryFolder, writeLines } from './temporary-files.js';

const folder = temporaryFolder();

async function times(...cells: string[]): Promise<string[]> {
  const csv = await CsvFile.open(
    writeLines(folder, 'times.csv', ['id,when', ...cells.map((text, i) => `${i},${text}`)]),
  );
  const { timeOf } = await timesOfColumn(csv, 'when', {});
  const read: string[] = [];
  for await (const row of csv.rows()) read.push(new Date(timeOf(row)).toISOString());
  return read;
}

describe('a column of times', () => {
  it.each([
    ['ISO 8601 with a zone', '2018-04-01T00:10:45+02:00', '2018-03-31T22:10:45.000Z'],
    ['ISO 8601 in UTC', '2018-04-01T00:10:45.250Z', '2018-04-01T00:10:45.250Z'],
    ['a date and a time', '2018-04-01 00:10:45', '2018-04-01T00:10:45.000Z'],
    ['a date and a time without seconds', '2018-04-01 00:10', '2018-04-01T00:10:00.000Z'],
    ['a date', '2018-04-01', '2018-04-01T00:00:00.000Z'],
    ['seconds since 1970', '1522541445', '2018-04-01T00:10:45.000Z'],
    ['milliseconds since 1970', '1522541445250', '2018-04-01T00:10:45.250Z'],
    ['seconds from a start', '172800', '2020-01-03T00:00:00.000Z'],
    ['a year', '2018', '2018-01-01T00:00:00.000Z'],
  ])('may state %s', async (_, text, expected) => {
    expect(await times(text)).toEqual([expected]);
  });

  it('is decided by all of the first rows: small numbers before a year-like one are seconds', async () => {
    expect(await times('406', '2018')).toEqual(['2020-01-01T00:06:46.000Z', '2020-01-01T00:33:38.000Z']);
  });

  it.each([
    ['no time', 'yesterday'],
    ['a day that there is not', '2018-02-30'],
    ['nothing', ''],
  ])('is refused with its line where it states %s', async (_, text) => {
    await expect(times('2018-04-01', text)).rejects.toThrow(`times.csv, line 3, column "when": "${text}"`);
  });

  it('is refused where a later row does not fit the first ones', async () => {
    const hundred = Array.from({ length: 100 }, () => '2018-04-01');
    await expect(times(...hundred, '1522541445')).rejects.toThrow(
      'times.csv, line 102, column "when": "1522541445" does not fit; the first rows state dates or times',
    );
  });
});

it('without a column of times, rows stand an interval apart', async () => {
  const csv = await CsvFile.open(writeLines(folder, 'rows.csv', ['x', '1', '2']));
  const { timeOf } = timesOfRowNumbers(60_000);
  const read: number[] = [];
  for await (const row of csv.rows()) read.push(timeOf(row));
  expect(read).toEqual([Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 1, 0, 1)]);
});
