import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/index.js';
import {
  type ColumnRoles,
  CsvFile,
  inferConfig,
  type InferredConfig,
  LabelColumn,
  profileFile,
} from '../../src/csv/index.js';
import { temporaryFolder, writeLines } from './temporary-files.js';

const folder = temporaryFolder();
const ROWS = 400;

/** A table of 400 rows, one in four fraud, with the given columns. */
async function infer(
  columns: Record<string, (row: number, fraud: boolean) => string | number>,
  roles: Partial<ColumnRoles> = {},
): Promise<InferredConfig & { config: ReturnType<typeof parseConfig>; reasons: Record<string, string> }> {
  const names = Object.keys(columns);
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const fraud = row % 4 === 0;
    return [...Object.values(columns).map((cell) => cell(row, fraud)), Number(fraud)].join(',');
  });
  const csv = await CsvFile.open(writeLines(folder, 'Card payments.csv', [[...names, 'is_fraud'].join(','), ...lines]));
  const all: ColumnRoles = { label: 'is_fraud', positive: '1', exclude: [], ...roles };
  const label = new LabelColumn(csv, all.label, all.positive);
  const inferred = inferConfig(await profileFile(csv, label, {}, () => undefined), all, label.negativeValues);
  const excluded = inferred.decisions.flatMap((decision) =>
    decision.kind === 'feature' ? [] : [[decision.column, decision.reason] as const],
  );
  return { ...inferred, config: parseConfig(inferred.text, 'guess'), reasons: Object.fromEntries(excluded) };
}

/** Numbers without an order, the same each time. */
const scattered = (row: number): number => (row * 7_919) % 1_009;
const price = (row: number): string => (scattered(row) / 10).toFixed(2);

describe('a feature', () => {
  it('is numeric with a range somewhat wider than what was seen', async () => {
    const { config } = await infer({
      amount: price,
      change: (row) => scattered(row) - 500,
      share: (row) => scattered(row) / 1_009,
    });
    expect(config.features).toEqual([
      { name: 'amount', kind: 'numeric', required: true, range: [0, 130], missingValues: [] },
      { name: 'change', kind: 'numeric', required: true, range: [-800, 800], missingValues: [] },
      { name: 'share', kind: 'numeric', required: true, range: [0, 1], missingValues: [] },
    ]);
  });

  it.each([
    ['true', 'false'],
    ['yes', 'no'],
    ['T', 'F'],
  ])('is boolean when it is %s or %s', async (a, b) => {
    const { config } = await infer({ night: (row) => (row % 3 === 0 ? a : b) });
    expect(config.features).toEqual([{ name: 'night', kind: 'boolean', required: true }]);
  });

  it('is numeric when it is 0 or 1, for the next file may have a 2', async () => {
    const { config } = await infer({ calls: (row) => (row % 3 === 0 ? 1 : 0) });
    expect(config.features).toMatchObject([{ name: 'calls', kind: 'numeric', range: [0, 1] }]);
  });

  it('is categorical, the most frequent first, rare ones of a long list left to be unseen', async () => {
    const { config, text } = await infer({
      colour: (row) => (row % 10 === 0 ? 'green' : row % 3 === 0 ? 'red' : 'blue'),
      shop: (row) => (row < 300 ? `shop ${row % 50}` : `kiosk ${row}`),
    });
    expect(config.features[0]).toMatchObject({ kind: 'categorical', categories: ['blue', 'red', 'green'] });
    expect(config.features[1]).toMatchObject({ categories: expect.arrayContaining(['shop 0', 'shop 49']) as unknown });
    expect(text).toContain('100 rare ones are not listed: they count as unseen');
  });

  it('is categorical when its numbers have leading zeros, as codes do', async () => {
    const { config } = await infer({ branch: (row) => `00${row % 5}` });
    expect(config.features[0]).toMatchObject({ kind: 'categorical', categories: ['000', '001', '002', '003', '004'] });
  });

  it('may be missing where cells are empty or say "unknown", "NA" or "?"', async () => {
    const { config } = await infer({
      income: (row) => (row % 9 === 0 ? 'NA' : row % 7 === 0 ? '' : scattered(row)),
      job: (row) => (row % 9 === 0 ? 'unknown' : row % 3 === 0 ? 'nurse' : 'clerk'),
      owner: (row) => (row % 9 === 0 ? '?' : row % 5 === 0 ? 'no' : 'yes'),
      late: (row) => (row % 9 === 0 ? '' : row % 5 === 0 ? 'true' : 'false'),
    });
    expect(config.features).toEqual([
      expect.objectContaining({ name: 'income', kind: 'numeric', required: false, missingValues: ['NA'] }),
      expect.objectContaining({
        name: 'job',
        required: false,
        categories: ['clerk', 'nurse'],
        missingValues: ['unknown'],
      }),
      expect.objectContaining({ name: 'owner', required: false, categories: ['yes', 'no'], missingValues: ['?'] }),
      { name: 'late', kind: 'boolean', required: false },
    ]);
  });

  it('is numeric in spite of a stray text, which is pointed out', async () => {
    const { config, text } = await infer({ income: (row) => (row % 100 === 7 ? 'refused' : scattered(row)) });
    expect(config.features[0]).toMatchObject({ kind: 'numeric', missingValues: ['refused'] });
    expect(text).toContain('# CHECK: the text "refused" stands among the numbers');
  });

  it('is asked about when 999 lies far from all its other values', async () => {
    const { text } = await infer({ days: (row) => (row % 2 === 0 ? 999 : scattered(row) % 30) });
    expect(text).toContain('CHECK: 999 (50 % of the rows) lies far from all others');
  });
});

describe('a column is left out, with the reason', () => {
  it('when it has another part, or the caller says so', async () => {
    const { reasons } = await infer(
      { when: (row) => 1_500_000_000 + row, key: (row) => `k${row}`, duration: scattered, amount: price },
      { time: 'when', id: 'key', exclude: ['duration'] },
    );
    expect(reasons).toEqual({ when: 'the time', key: 'the id', duration: 'as --exclude says', is_fraud: 'the label' });
  });

  it.each<[string, string, (row: number) => string | number, RegExp]>([
    ['constant', 'country', () => 'DE', /the same value in every row/],
    ['empty', 'notes', () => '', /has no values/],
    ['rising like an identifier', 'number', (row) => row + 1_000, /rise from row to row/],
    ['an identifier by name', 'customer_id', scattered, /an identifier by its name/],
    ['different in each row', 'card', (row) => `c-${scattered(row)}`, /nearly every row has a text of its own/],
    ['free text', 'memo', (row) => `a long remark about the payment ${row} ${'and so on '.repeat(5)}`, /free text/],
    ['dates', 'birthday', (row) => `19${50 + (row % 40)}-01-01`, /a date/],
    ['named so that no feature can be', '2nd amount', scattered, /rename the column/],
  ])('when it is %s', async (_, name, cell, reason) => {
    const { reasons, config } = await infer({ amount: price, [name]: cell });
    expect(reasons[name]).toMatch(reason);
    expect(config.features.map((feature) => feature.name)).toEqual(['amount']);
  });

  it('but not when its name only ends like an identifier', async () => {
    const { config } = await infer({ overpaid: scattered });
    expect(config.features.map(({ name }) => name)).toEqual(['overpaid']);
  });

  it('when it is a clock beside the time', async () => {
    const { reasons } = await infer(
      { when: (row) => 1_500_000_000 + row, day: (row) => Math.floor(row / 10), amount: price },
      { time: 'when' },
    );
    expect(reasons['day']).toMatch(/never falls/);
  });

  it.each<[string, (row: number, fraud: boolean) => string | number]>([
    ['a number', (row, fraud) => (fraud ? 1 + (row % 3) : 0)],
    ['a text', (_, fraud) => (fraud ? 'chargeback' : 'settled')],
    ['a time that only frauds have', (_, fraud) => (fraud ? '2024-01-01' : '')],
  ])('loudly when it tells the label alone: %s', async (_, cell) => {
    const { decisions, text } = await infer({ amount: price, outcome: cell });
    expect(decisions[1]).toMatchObject({ kind: 'suspected-leak', column: 'outcome' });
    expect(text).toContain('LEAK? outcome: alone it tells the label with a ROC AUC of 1.000');
  });

  it('and a file of which nothing is left is refused', async () => {
    await expect(infer({ key: (row) => row })).rejects.toThrow(
      'no column can be a feature: key (its whole numbers rise',
    );
  });
});

describe('the rest of the config', () => {
  it('names the model after the file, the classes after the label, and the amount after the column', async () => {
    const { config } = await infer({ mean_amount_7d: price, TX_AMOUNT: price });
    expect(config).toMatchObject({
      name: 'card-payments',
      classes: { positive: 'fraud', negative: 'legitimate' },
      amount: { feature: 'TX_AMOUNT', currency: 'USD' },
    });
  });

  it('names the classes after the label values where they are words', async () => {
    const { config } = await infer(
      { amount: price, answer: (row) => (row % 2 === 0 ? 'yes' : 'no') },
      { label: 'answer', positive: 'yes' },
    );
    expect(config.classes).toEqual({ positive: 'yes', negative: 'no' });
  });
});
