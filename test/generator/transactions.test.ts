import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_FEATURES, generateTransactions } from '../../src/generator/index.js';
import type { GeneratedFeature, Transaction } from '../../src/generator/index.js';
import { DAY_MS, numbers, share, START, stream } from './stream.js';

const month = stream();

describe('the stream of transactions', () => {
  afterEach(() => vi.useRealTimers());

  it('is the same, byte for byte, for the same seed, whatever the time on the wall', () => {
    vi.useFakeTimers({ now: 0 });
    const again = stream();
    expect(JSON.stringify(again)).toBe(JSON.stringify(month));
  });

  it('is another one for another seed', () => {
    expect(stream({ seed: 8, durationDays: 1 })[0].features).not.toEqual(month[0].features);
  });

  it('does not depend on how far it is read', () => {
    const endless = generateTransactions({ seed: 7, start: START, transactionsPerDay: 400 });
    expect(Array.from({ length: 500 }, () => endless.next().value)).toEqual(month.slice(0, 500));
  });

  it('is in the order of time, in whole milliseconds, between start and end', () => {
    const times = month.map((transaction) => transaction.timestamp);
    expect(times.every((at) => Number.isInteger(at) && at >= START && at < START + 30 * DAY_MS)).toBe(true);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  it('gives every transaction an id of its own', () => {
    expect(new Set(month.map((transaction) => transaction.transactionId)).size).toBe(month.length);
    expect(stream({ idPrefix: 'drill', durationDays: 1 })[0].transactionId).toBe('drill-1');
  });

  it('has about as many transactions a day as asked for', () => {
    expect(month.length / 30 / 400).toBeCloseTo(1, 1);
  });

  it.each([0.02, 0.08, 0.2, 0.5])('has about the share of fraud asked for: %d', (fraudRate) => {
    const transactions = stream({ fraudRate, durationDays: 60, warmUpDays: 0 });
    expect(Math.abs(share(transactions, isFraud) / fraudRate - 1)).toBeLessThan(0.15);
  });

  it('is busy by day and quiet at night', () => {
    const genuine = month.filter((transaction) => !transaction.fraud);
    expect(share(genuine, (transaction) => transaction.features.is_night === true)).toBeLessThan(0.06);
  });

  it('starts with full windows after the warm-up, and with empty ones without', () => {
    const meanCount = (transactions: Transaction[]) => {
      const counts = numbers(transactions.slice(0, 200), 'customer_count_30d');
      return counts.reduce((sum, count) => sum + count, 0) / counts.length;
    };
    expect(meanCount(month)).toBeGreaterThan(20);
    expect(meanCount(stream({ warmUpDays: 0, durationDays: 1 }))).toBeLessThan(5);
  });
});

describe('the features of a transaction', () => {
  it('are those of the default definition, in its order', () => {
    const names = DEFAULT_FEATURES.map((feature) => feature.name);
    expect(month.every((transaction) => Object.keys(transaction.features).join() === names.join())).toBe(true);
  });

  it.each(DEFAULT_FEATURES.map((feature): [string, GeneratedFeature] => [feature.name, feature]))(
    '%s keeps to its kind, range and categories',
    (name, feature) => {
      const values = month.map((transaction) => transaction.features[name as keyof Transaction['features']]);
      const present = values.filter((value) => value !== null);
      if (feature.required) expect(present).toHaveLength(values.length);
      expect(present.filter((value) => !isValid(feature, value))).toEqual([]);
      expect(new Set(present).size).toBeGreaterThan(1);
      if (feature.kind === 'categorical') expect(new Set(present).size).toBe(feature.categories.length);
    },
  );

  it('leave out what does not apply: no distance to an online merchant, no device for a chip', () => {
    for (const { features } of month) {
      expect(features.distance_km === null).toBe(features.card_present === false);
      expect(features.device_age_days === null).toBe(!['wallet', 'online'].includes(String(features.channel)));
      expect(features.device_type === null).toBe(features.device_age_days === null);
    }
  });
});

function isFraud(transaction: Transaction): boolean {
  return transaction.fraud;
}

function isValid(feature: GeneratedFeature, value: number | string | boolean): boolean {
  switch (feature.kind) {
    case 'numeric':
      return typeof value === 'number' && value >= feature.range[0] && value <= feature.range[1];
    case 'categorical':
      return typeof value === 'string' && feature.categories.includes(value);
    case 'boolean':
      return typeof value === 'boolean';
  }
}
