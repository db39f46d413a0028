import { describe, expect, it } from 'vitest';
import { DRIFT_KINDS } from '../../src/generator/index.js';
import type { DriftKind, Transaction } from '../../src/generator/index.js';
import { DAY_MS, mean, median, numbers, share, START, stream } from './stream.js';

const STARTS_AT = START + 15 * DAY_MS;
const KINDS = Object.keys(DRIFT_KINDS) as DriftKind[];

const drifted = (kind: DriftKind, options: { magnitude?: number; rampDays?: number } = {}, durationDays = 45) =>
  stream({ durationDays, drift: { kind, startsAt: STARTS_AT, ...options } });
const after = (transactions: Transaction[]) => transactions.filter((transaction) => transaction.timestamp >= STARTS_AT);
const before = (transactions: Transaction[]) => transactions.filter((transaction) => transaction.timestamp < STARTS_AT);
const isFraud = (transaction: Transaction) => transaction.fraud;
const isOnline = (transaction: Transaction) => transaction.features.channel === 'online';
const meanAmount = (transactions: Transaction[]) => mean(numbers(transactions, 'amount'));
const meanDelay = (transactions: Transaction[]) => mean(transactions.map((transaction) => transaction.labelDelayMs));

const ordinary = stream({ durationDays: 45 });
const full = Object.fromEntries(KINDS.map((kind) => [kind, drifted(kind)])) as Record<DriftKind, Transaction[]>;

describe('every kind of drift', () => {
  it.each(KINDS)('%s: nothing is different before it starts', (kind) => {
    expect(before(full[kind])).toEqual(before(ordinary));
  });

  it.each(KINDS)('%s: nothing is different at magnitude 0', (kind) => {
    expect(drifted(kind, { magnitude: 0 })).toEqual(ordinary);
  });

  it.each(KINDS.filter((kind) => kind !== 'none'))('%s: something is different after it starts', (kind) => {
    expect(after(full[kind])).not.toEqual(after(ordinary));
  });

  it('grows over the days of the ramp', () => {
    const week = (transactions: Transaction[], number: number) =>
      transactions.filter(({ timestamp }) => Math.floor((timestamp - STARTS_AT) / (7 * DAY_MS)) === number);
    const ramped = drifted('missing', { rampDays: 28 });
    const lost = [0, 1, 2, 3].map((number) =>
      share(week(ramped, number), (one) => one.features.device_age_days === null),
    );
    expect(lost).toEqual(lost.toSorted((one, other) => one - other));
    expect(lost[3]).toBeGreaterThan(lost[0] + 0.1);
  });
});

describe('covariate drift', () => {
  const shifted = after(full.covariate);

  it('inflates amounts, moves payments online and brings new devices', () => {
    expect(meanAmount(shifted) / meanAmount(after(ordinary))).toBeGreaterThan(1.2);
    expect(share(shifted, isOnline)).toBeGreaterThan(share(after(ordinary), isOnline) + 0.1);
    const genuine = (transactions: Transaction[]) => transactions.filter((transaction) => !transaction.fraud);
    const young = (transactions: Transaction[]) => share(numbers(transactions, 'device_age_days'), (age) => age < 14);
    expect(young(genuine(shifted))).toBeGreaterThan(young(genuine(after(ordinary))) + 0.03);
  });

  it('leaves how often fraud happens, and how', () => {
    expect(share(shifted, isFraud)).toBeCloseTo(share(after(ordinary), isFraud), 2);
    const patterns = (transactions: Transaction[]) =>
      new Set(transactions.map((transaction) => transaction.fraudPattern));
    expect(patterns(shifted)).toEqual(patterns(after(ordinary)));
  });
});

describe('concept drift', () => {
  const switched = after(full.concept);
  const NEW_METHODS = ['wallet-takeover', 'gift-cards', 'pushed-transfer'];

  it('replaces the known ways of stealing with new ones, and strikes more often', () => {
    const frauds = switched.filter(isFraud);
    expect(share(frauds, (transaction) => NEW_METHODS.includes(String(transaction.fraudPattern)))).toBeGreaterThan(
      0.99,
    );
    expect(share(switched, isFraud)).toBeGreaterThan(2 * share(after(ordinary), isFraud));
  });

  it('leaves the card holders alone: they make the same genuine payments', () => {
    const genuine = (transactions: Transaction[]) =>
      transactions
        .filter((transaction) => !transaction.fraud)
        .map(({ timestamp, features }) => [timestamp, features.amount]);
    expect(genuine(switched)).toEqual(genuine(after(ordinary)));
  });

  it('mixes old and new methods at half its magnitude', () => {
    const frauds = after(drifted('concept', { magnitude: 0.5 })).filter(isFraud);
    expect(share(frauds, (transaction) => NEW_METHODS.includes(String(transaction.fraudPattern)))).toBeCloseTo(0.5, 1);
  });
});

describe('prior drift', () => {
  it('brings more of the same frauds', () => {
    const more = after(full.prior);
    expect(share(more, isFraud) / share(after(ordinary), isFraud)).toBeGreaterThan(2.3);
    expect(more.some((transaction) => transaction.fraudPattern === 'wallet-takeover')).toBe(false);
  });
});

describe('missing data', () => {
  it('takes away what the device and location systems send, and nothing else', () => {
    const SENT = ['distance_km', 'distance_from_last_km', 'device_type', 'device_age_days'] as const;
    const nothingSent = Object.fromEntries(SENT.map((name) => [name, null]));
    const expected = after(ordinary).map((one) => ({ ...one, features: { ...one.features, ...nothingSent } }));
    expect(after(full.missing)).toEqual(expected);
  });
});

describe('a season', () => {
  it('brings more and larger payments for 30 days, and ends', () => {
    const season = drifted('seasonal', {}, 75);
    const days = (from: number, to: number) =>
      season.filter(({ timestamp }) => timestamp >= STARTS_AT + from * DAY_MS && timestamp < STARTS_AT + to * DAY_MS);
    expect(days(10, 20).length / before(ordinary).length / (10 / 15)).toBeGreaterThan(1.4);
    expect(meanAmount(days(10, 20))).toBeGreaterThan(1.2 * meanAmount(before(ordinary)));
    expect(days(30, 60).length / (2 * before(ordinary).length)).toBeCloseTo(1, 1);
    expect(share(season, isFraud)).toBeCloseTo(share(ordinary, isFraud), 2);
  });
});

describe('later labels', () => {
  const late = after(full['label-delay']);

  it('come four times as late', () => {
    expect(meanDelay(late) / meanDelay(after(ordinary))).toBeGreaterThan(3);
  });

  it('leave the payments as they were; only the known risk of terminals lags behind', () => {
    const RISKS = { terminal_risk_1d: null, terminal_risk_7d: null, terminal_risk_30d: null };
    const withoutRisk = (transactions: Transaction[]) =>
      transactions.map((one) => ({ ...one, labelDelayMs: 0, features: { ...one.features, ...RISKS } }));
    expect(withoutRisk(late)).toEqual(withoutRisk(after(ordinary)));
    const risk = (transactions: Transaction[]) => mean(numbers(transactions, 'terminal_risk_7d'));
    expect(risk(late)).toBeLessThan(risk(after(ordinary)));
  });
});

describe('labels of ordinary times', () => {
  it('take about five days, chargebacks weeks', () => {
    const days = (transactions: Transaction[]) => transactions.map((transaction) => transaction.labelDelayMs / DAY_MS);
    expect(Math.abs(median(days(ordinary)) - 5)).toBeLessThan(0.5);
    expect(share(days(ordinary.filter(isFraud)), (delay) => delay > 15)).toBeGreaterThan(0.12);
  });

  it('take as long as asked for', () => {
    expect(stream({ labelDelayDays: 0, durationDays: 1 }).every((transaction) => transaction.labelDelayMs === 0)).toBe(
      true,
    );
  });
});
