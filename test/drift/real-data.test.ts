import { afterEach, describe, expect, it } from 'vitest';
import { openTable } from '../../src/commands/files/labelled-table.js';
import { parseConfig } from '../../src/config/index.js';
import { CsvFile, inferConfig, LabelColumn, profileFile } from '../../src/csv/index.js';
import { HistoryStore } from '../../src/history/index.js';
import { compileEncoder, SchemaStore } from '../../src/models/index.js';
import { DrivenClock } from '../support/clock.js';
import { createDatabase, openTestDatabase } from '../support/database.js';
import { TestService } from '../support/service.js';
import { realData } from '../csv/temporary-files.js';
import { columnsWith, DAY_MS, driftOf, HOUR_MS } from './traffic.js';

interface Replay {
  readonly label: string;
  readonly positive: string;
  readonly exclude: readonly string[];
  /** One row of so many is taken, in the order of the file. */
  readonly every: number;
  /** Rows that the model is trained on (four fifths) and measured on; the rest is traffic. */
  readonly history: number;
  readonly rowsPerDay: number;
  /** Take the rows in an order that has nothing to do with the file's. */
  readonly shuffled?: boolean;
}

let service: TestService | undefined;
afterEach(() => service?.stop());

/** Columns called drifted at the end of each day of the file's traffic. */
async function driftedByDay(file: string, replay: Replay): Promise<string[][]> {
  const read = await readFile(file, replay);
  const { config } = read;
  // A prime that does not divide the number of rows: each row comes once.
  const rows = replay.shuffled ? read.rows.map((_, index) => read.rows[(index * 7_919) % read.rows.length]) : read.rows;
  const clock = new DrivenClock();
  const databaseUrl = await createDatabase();
  await importHistory(databaseUrl, config, clock, rows.slice(0, replay.history), replay.rowsPerDay);
  service = await TestService.start({ config, clock, databaseUrl, history: 0 });
  const traffic = rows.slice(replay.history);
  const drifted: string[][] = [];
  for (let day = 0; (day + 1) * replay.rowsPerDay <= traffic.length; day += 1) {
    for (let hour = 0; hour < 24; hour += 1) {
      const at = (part: number) => Math.round((day + part / 24) * replay.rowsPerDay);
      const transactions = traffic.slice(at(hour), at(hour + 1)).map(({ features }) => ({ features }));
      const { status } = await service.post('/predict/batch', { transactions });
      expect(status).toBe(200);
      clock.advance(HOUR_MS);
    }
    drifted.push(columnsWith('drifted', await driftOf(service)));
  }
  return drifted;
}

async function readFile(file: string, { label, positive, exclude, every }: Replay) {
  const csv = await CsvFile.open(file);
  const profile = await profileFile(csv, new LabelColumn(csv, label, positive), {}, () => undefined);
  const { text } = inferConfig(
    profile,
    { label, positive, exclude: [...exclude] },
    new LabelColumn(csv, label, positive).negativeValues,
  );
  const guessed = parseConfig(text, file);
  const config = { ...guessed, forest: { ...guessed.forest, nEstimators: 20 } };
  const table = await openTable(csv, config.features, { label, positive, interval: 60_000 });
  const rows: { features: object; positive: boolean }[] = [];
  let number = 0;
  for await (const row of table.rows()) {
    if (number++ % every === 0) rows.push({ features: row.features, positive: row.positive === true });
  }
  return { rows, config };
}

async function importHistory(
  databaseUrl: string,
  config: Awaited<ReturnType<typeof readFile>>['config'],
  clock: DrivenClock,
  rows: readonly { features: object; positive: boolean }[],
  rowsPerDay: number,
): Promise<void> {
  const dataSource = await openTestDatabase(databaseUrl);
  const schema = await new SchemaStore(dataSource, clock).versionOf(config.features);
  const encode = compileEncoder(schema.features, config.prediction);
  const history = rows.map(({ features, positive }, index) => ({
    transactionId: `history-${index}`,
    occurredAt: clock.now() - ((rows.length - index) * DAY_MS) / rowsPerDay,
    row: encode(features, 'features', [])!.row,
    positive,
  }));
  await new HistoryStore(dataSource).insert(schema.version, 'the test', history);
  await dataSource.destroy();
}

const credit = realData('default_credit_card.csv.gz');
const employment = realData('employment_ma.csv.gz');
const bank = realData('bank_marketing.csv.gz');

const CREDIT = { label: 'default.payment.next.month', positive: '1', exclude: ['ID'], every: 1 };

describe('a file replayed', { timeout: 120_000 }, () => {
  it.skipIf(!credit)('default_credit_card, shuffled: no alarm', async () => {
    const days = await driftedByDay(credit!, { ...CREDIT, history: 12_000, rowsPerDay: 3_000, shuffled: true });
    expect(days).toEqual(Array(6).fill([]));
  });

  // The order of this file is not without meaning: from row 15,000 on the share of payments of 1 to 997 in PAY_AMT3 falls
  // from 18 % to 7 %, at once and for good, and from row 18,750 on rows are sorted by sex in blocks of some 1,250.
  it.skipIf(!credit)(
    'default_credit_card, in its order: the one column that breaks for longer than a day',
    async () => {
      const days = await driftedByDay(credit!, { ...CREDIT, history: 12_000, rowsPerDay: 3_000 });
      expect(days).toEqual([[], [], ...Array(4).fill(['PAY_AMT3'])]);
    },
  );

  it.skipIf(!employment)('employment_ma, in its order: no alarm in four years', async () => {
    const exclude = ['id', 'year', 'prediction', 'predicted_probability'];
    const replay = { label: 'employed', positive: '1', exclude, every: 6, history: 10_000, rowsPerDay: 4_000 };
    expect(await driftedByDay(employment!, replay)).toEqual(Array(9).fill([]));
  });

  it.skipIf(!bank)(
    'bank_marketing, in its order: the crisis of 2008 and the months of the campaign are found',
    async () => {
      const replay = {
        label: 'y',
        positive: 'yes',
        exclude: ['duration'],
        every: 1,
        history: 12_000,
        rowsPerDay: 4_000,
      };
      const days = await driftedByDay(bank!, replay);
      const economy = ['emp.var.rate', 'cons.price.idx', 'cons.conf.idx', 'euribor3m', 'nr.employed'];
      expect(days[0]).toEqual([]);
      for (const day of days.slice(1)) expect(day).toEqual(expect.arrayContaining(['month', 'contact', ...economy]));
      expect(days.flat()).not.toContain('day_of_week');
    },
  );
});
