import { describe, expect, it } from 'vitest';
import { FRAUD_PATTERNS } from '../../src/generator/index.js';
import type { FraudPatternName, Transaction } from '../../src/generator/index.js';
import { DAY_MS, mean, median, numbers, share, START, stream } from './stream.js';

const known = stream({ durationDays: 60, fraudRate: 0.2 });
const switched = stream({ durationDays: 60, fraudRate: 0.2, drift: { kind: 'concept', startsAt: START } });
const genuine = known.filter((transaction) => !transaction.fraud);

const of = (name: FraudPatternName) =>
  [...known, ...switched].filter((transaction) => transaction.fraudPattern === name);
const timesUsual = (transactions: Transaction[]) => median(numbers(transactions, 'amount_to_mean_30d'));

describe('the ways of stealing', () => {
  it('are all there, and each fraud has one', () => {
    const names = new Set([...known, ...switched].map((transaction) => transaction.fraudPattern));
    expect(names).toEqual(new Set([null, ...Object.keys(FRAUD_PATTERNS)]));
    expect(known.every((transaction) => transaction.fraud === (transaction.fraudPattern !== null))).toBe(true);
  });

  it('stolen-card: amounts far above the usual', () => {
    expect(timesUsual(of('stolen-card'))).toBeGreaterThan(3 * timesUsual(genuine));
  });

  it('compromised-terminal: few terminals, each for some weeks', () => {
    const weekOf = ({ timestamp }: Transaction) => Math.floor((timestamp - START) / (7 * DAY_MS));
    const strikes = new Map<string, number[]>();
    for (const fraud of of('compromised-terminal')) {
      strikes.set(fraud.terminalId, [...(strikes.get(fraud.terminalId) ?? []), weekOf(fraud)]);
    }
    const hardHit = [...strikes.values()].filter((weeks) => weeks.length > 40);
    expect(hardHit.length).toBeGreaterThan(0);
    expect(median(hardHit.map((weeks) => new Set(weeks).size))).toBeLessThanOrEqual(7);
    expect(hardHit.flat().length).toBeGreaterThan(0.8 * of('compromised-terminal').length);
  });

  it('compromised-card: the same few cards, online, on devices hardly seen before', () => {
    const frauds = of('compromised-card');
    const cards = new Set(frauds.map((transaction) => transaction.customerId));
    expect(frauds.length / cards.size).toBeGreaterThan(5);
    expect(median(numbers(frauds, 'device_age_days'))).toBeLessThan(10);
    expect(median(numbers(genuine, 'device_age_days'))).toBeGreaterThan(100);
  });

  it('card-testing: tiny amounts, seconds apart', () => {
    expect(median(numbers(of('card-testing'), 'amount'))).toBeLessThan(6);
    expect(median(numbers(of('card-testing'), 'seconds_since_last'))).toBeLessThan(120);
  });

  it('night-order: at night, from far away', () => {
    const frauds = of('night-order');
    expect(share(frauds, (transaction) => transaction.features.is_night === true)).toBeGreaterThan(0.8);
    expect(share(frauds, (transaction) => transaction.features.merchant_region !== 'domestic')).toBeGreaterThan(0.5);
  });

  it.each(['wallet-takeover', 'gift-cards', 'pushed-transfer'] as const)(
    '%s: by day and properly authenticated',
    (name) => {
      const frauds = of(name);
      expect(share(frauds, (transaction) => transaction.features.is_night === true)).toBeLessThan(0.1);
      expect(share(frauds, (transaction) => transaction.features.strong_authentication === true)).toBeGreaterThan(0.9);
    },
  );

  it('leave a share of frauds that look like any payment', () => {
    const inDaylight = of('night-order').filter((transaction) => transaction.features.card_present === true);
    expect(inDaylight.length).toBeGreaterThan(0);
    expect(mean(numbers(inDaylight, 'distance_km'))).toBeLessThan(1_000);
  });
});
