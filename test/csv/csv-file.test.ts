import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CsvError, CsvFile, type CsvRow, type RowWindow } from '../../src/csv/index.js';
import { temporaryFolder, writeLines } from './temporary-files.js';

const folder = temporaryFolder();

async function rowsOf(file: string, window?: RowWindow): Promise<CsvRow[]> {
  const csv = await CsvFile.open(file);
  const rows: CsvRow[] = [];
  for await (const row of csv.rows(window)) rows.push(row);
  return rows;
}

async function cellsOf(text: string): Promise<unknown> {
  const file = join(folder, 'cells.csv');
  writeFileSync(file, text);
  const csv = await CsvFile.open(file);
  return [csv.header, ...(await rowsOf(file)).map(({ cells }) => cells)];
}

async function errorOf(lines: readonly string[]): Promise<string> {
  const file = writeLines(folder, 'broken.csv', lines);
  const error: unknown = await rowsOf(file).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CsvError);
  return (error as CsvError).message.replace(folder, '');
}

describe('a CSV file', () => {
  const expected = [
    ['a', 'b'],
    ['1', 'x'],
    ['2', 'y'],
  ];

  it.each([
    ['commas', 'a,b\n1,x\n2,y\n'],
    ['semicolons', 'a;b\n1;x\n2;y\n'],
    ['tabs', 'a\tb\n1\tx\n2\ty\n'],
    ['Windows line ends', 'a,b\r\n1,x\r\n2,y\r\n'],
    ['no line end after the last row', 'a,b\n1,x\n2,y'],
    ['a byte order mark', '\ufeffa,b\n1,x\n2,y\n'],
    ['empty lines', 'a,b\n\n1,x\n\n\n2,y\n\n'],
    ['spaces around fields', 'a, b\n1 , x\n 2, y\n'],
    ['quotes', '"a","b"\n"1","x"\n2,"y"\n'],
  ])('may have %s', async (_, text) => {
    expect(await cellsOf(text)).toEqual(expected);
  });

  it('may hold delimiters, quotes and line ends inside quotes', async () => {
    expect(await cellsOf('a,b\n"1,5","say ""hi""\nthere"\n')).toEqual([
      ['a', 'b'],
      ['1,5', 'say "hi"\nthere'],
    ]);
  });

  it('is unpacked when it is gzip, whatever its name says', async () => {
    const file = join(folder, 'packed.csv');
    writeFileSync(file, gzipSync('a,b\n1,x\n'));
    expect(await rowsOf(file)).toEqual([{ line: 2, number: 1, cells: ['1', 'x'] }]);
  });

  it('numbers rows by the line that they start on and by their place', async () => {
    const file = writeLines(folder, 'places.csv', ['a,b', '1,"two', 'lines"', '', '2,x']);
    expect(await rowsOf(file)).toMatchObject([
      { line: 2, number: 1 },
      { line: 5, number: 2 },
    ]);
  });

  it('is read in part, the skipped rows counted', async () => {
    const file = writeLines(folder, 'part.csv', ['a,b', '1,x', '2,x', '3,x', '4,x']);
    const numbers = async (window: RowWindow): Promise<number[]> =>
      (await rowsOf(file, window)).map(({ number }) => number);
    expect(await numbers({ skip: 1, limit: 2 })).toEqual([2, 3]);
    expect(await numbers({ skip: 3 })).toEqual([4]);
    expect(await numbers({ skip: 9 })).toEqual([]);
    expect(await numbers({ limit: 0 })).toEqual([]);
  });

  it('may be left before its end', async () => {
    const file = writeLines(folder, 'long.csv.gz', ['a,b', ...Array.from({ length: 50_000 }, (_, i) => `${i},x`)]);
    const csv = await CsvFile.open(file);
    for await (const row of csv.rows()) if (row.number === 3) break;
    expect((await rowsOf(file, { skip: 49_999 })).map(({ cells }) => cells)).toEqual([['49999', 'x']]);
  });
});

describe('a broken CSV file is refused with its line', () => {
  it.each([
    ['too few fields', ['a,b', '1,x', '2'], '/broken.csv, line 3: the row has 1 fields where the header has 2'],
    ['too many fields', ['a,b', '1,x,y'], '/broken.csv, line 2: the row has 3 fields where the header has 2'],
    [
      'a quote never closed',
      ['a,b', '1,x', '', '2,"y', '3,z'],
      '/broken.csv, line 4: a quote opens in this row and is never closed',
    ],
    ['text after a quote', ['a,b', '"1"2,x'], '/broken.csv, line 2: text follows a closing quote'],
    [
      'a quote inside a field',
      ['a,b', '1,x"y'],
      '/broken.csv, line 2: a quote stands inside a field that is not quoted',
    ],
    ['a column without a name', ['a,,c', '1,2,3'], '/broken.csv, line 1: the header is unclear: column 2 has no name'],
    [
      'two columns of one name',
      ['a,b,a', '1,2,3'],
      '/broken.csv, line 1: the header is unclear: two columns are named "a"',
    ],
  ])('%s', async (_, lines, message) => {
    expect(await errorOf(lines)).toContain(message);
  });

  it('a row past a megabyte, before it fills the memory', async () => {
    const lines = ['a,b', '1,"x', ...Array.from({ length: 200_000 }, () => '2,some text')];
    expect(await errorOf(lines)).toContain('/broken.csv, line 2: the row is longer than 1048576 bytes');
  });

  it.each([
    ['no file', 'absent.csv', undefined, 'there is no such file'],
    ['an empty file', 'empty.csv', Buffer.alloc(0), 'is empty'],
    ['UTF-16', 'wide.csv', Buffer.from('\ufeffa,b\n', 'utf16le'), 'is UTF-16 text; save it as UTF-8'],
    ['damaged gzip', 'damaged.csv.gz', gzipSync('a,b\n1,2\n').subarray(0, 15), 'is a damaged or incomplete gzip file'],
  ])('%s', async (_, name, bytes, message) => {
    const file = join(folder, name);
    if (bytes) writeFileSync(file, bytes);
    await expect(CsvFile.open(file)).rejects.toThrow(`${file}: ${message}`);
  });

  it('a column that is not there, with those that are', async () => {
    const csv = await CsvFile.open(writeLines(folder, 'columns.csv', ['a,b', '1,2']));
    expect(() => csv.indexOf('c')).toThrow('columns.csv: has no column "c"; it has a, b');
  });
});
