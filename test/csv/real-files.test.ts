import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/index.js';
import { type ColumnRoles, CsvFile, inferConfig, LabelColumn, profileFile } from '../../src/csv/index.js';
import { realData } from './temporary-files.js';

/** What is guessed from a real file, and what is left out of it. */
async function guess(file: string, roles: Omit<ColumnRoles, 'exclude'> & { exclude?: string[] }) {
  const csv = await CsvFile.open(file);
  const all = { exclude: [], ...roles };
  const label = new LabelColumn(csv, roles.label, roles.positive);
  const profile = await profileFile(csv, label, {}, () => undefined);
  const { text, decisions } = inferConfig(profile, all, label.negativeValues);
  const named = (kind: string): string[] =>
    decisions.filter((decision) => decision.kind === kind).map(({ column }) => column);
  return {
    rows: profile.rows,
    config: parseConfig(text, file),
    leaks: named('suspected-leak'),
    excluded: named('excluded'),
  };
}

const cards = realData('card_transactions.csv.gz');
const ulb = realData('ulb_creditcard_part.csv.gz');
const bank = realData('bank_marketing.csv.gz');
const credit = realData('default_credit_card.csv.gz');

describe('the config guessed from a real file', () => {
  it.skipIf(!cards)(
    'card_transactions: the scenario is a leak, numbers of customers and terminals no features',
    async () => {
      const guessed = await guess(cards!, {
        label: 'TX_FRAUD',
        positive: '1',
        time: 'TX_DATETIME',
        id: 'TRANSACTION_ID',
      });
      expect(guessed.rows).toBe(91_947);
      expect(guessed.leaks).toEqual(['TX_FRAUD_SCENARIO']);
      expect(guessed.excluded).toEqual([
        'TRANSACTION_ID',
        'TX_DATETIME',
        'CUSTOMER_ID',
        'TERMINAL_ID',
        'TX_TIME_DAYS',
        'TX_FRAUD',
      ]);
      expect(guessed.config).toMatchObject({
        classes: { positive: 'fraud', negative: 'legitimate' },
        amount: { feature: 'TX_AMOUNT' },
      });
      expect(guessed.config.features).toHaveLength(15);
    },
  );

  it.skipIf(!ulb)('ulb_creditcard_part: where a row was copied from tells its class', async () => {
    const guessed = await guess(ulb!, { label: 'Class', positive: '1', time: 'Time' });
    expect(guessed.leaks).toEqual(['source_repo']);
    expect(guessed.config.features.map(({ name }) => name)).toEqual([
      ...Array.from({ length: 28 }, (_, index) => `V${index + 1}`),
      'Amount',
    ]);
  });

  it.skipIf(!bank)('bank_marketing: "unknown" is missing', async () => {
    const guessed = await guess(bank!, { label: 'y', positive: 'yes', exclude: ['duration'] });
    expect(guessed).toMatchObject({ rows: 41_188, leaks: [], excluded: ['duration', 'y'] });
    const housing = { kind: 'categorical', required: false, categories: ['yes', 'no'], missingValues: ['unknown'] };
    expect(guessed.config.features.find(({ name }) => name === 'housing')).toMatchObject(housing);
  });

  it.skipIf(!credit)('default_credit_card: all columns but the id are features', async () => {
    const guessed = await guess(credit!, { label: 'default.payment.next.month', positive: '1', id: 'ID' });
    expect(guessed.config.features).toHaveLength(23);
    expect(guessed.config.features.every(({ kind }) => kind === 'numeric')).toBe(true);
  });
});
