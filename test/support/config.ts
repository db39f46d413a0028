import { type Config, type ConfigInput, configSchema } from '../../src/config/index.js';

/** What the test classifier is, as a config file says it: one feature of each kind, and one that may be missing. */
export const TEST_CLASSIFIER = {
  name: 'test',
  classes: { positive: 'fraud', negative: 'legitimate' },
  amount: { feature: 'amount', currency: 'USD' },
  features: [
    { name: 'amount', kind: 'numeric', range: [0, 10_000] },
    {
      name: 'channel',
      kind: 'categorical',
      categories: ['chip', 'online'],
      missing_values: ['unknown'],
      required: false,
    },
    { name: 'card_present', kind: 'boolean' },
    { name: 'account_age_days', kind: 'numeric', required: false },
  ],
} satisfies Partial<ConfigInput>;

/** A small classifier with one feature of each kind, and one that may be missing. */
export function testConfig(changes: Partial<ConfigInput> = {}): Config {
  return configSchema.parse({
    ...TEST_CLASSIFIER,
    windows: { minimum_labels: 5 },
    training: { minimum_rows: 50 },
    forest: { n_estimators: 5, threads: 1 },
    ...changes,
  });
}

/** Values for every feature of testConfig. */
export const FEATURES = { amount: 120.5, channel: 'chip', card_present: true, account_age_days: 400 } as const;
