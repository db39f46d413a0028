import { describe, expect, it } from 'vitest';
import type { Transaction } from '../../src/generator/index.js';
import { DAY_MS, mean, share, stream } from './stream.js';

/** Windows move in steps of a quarter of a day. */
const STEP_MS = DAY_MS / 4;
const step = (epochMs: number) => Math.floor(epochMs / STEP_MS);

/** Without a warm-up the stream holds all that the features may know. */
const all = stream({ durationDays: 60, transactionsPerDay: 120, nTerminals: 20, warmUpDays: 0, fraudRate: 0.3 });
const checked = all.flatMap((transaction, index) =>
  index % 7 === 0 ? [{ transaction, before: all.slice(0, index + 1) }] : [],
);

const lastSteps =
  (days: number, now: number, lag = 0) =>
  (other: Transaction) =>
    step(other.timestamp) <= step(now) - lag && step(other.timestamp) > step(now) - lag - days * 4;

describe('rolling windows, recomputed from the emitted stream', () => {
  it.each([1, 7, 30] as const)('of the customer over %i days', (days) => {
    for (const { transaction, before } of checked) {
      const own = before
        .filter((other) => other.customerId === transaction.customerId)
        .filter(lastSteps(days, transaction.timestamp));
      expect(transaction.features[`customer_count_${days}d`]).toBe(own.length);
      const meanAmount = mean(own.map((other) => Number(other.features.amount)));
      expect(transaction.features[`customer_mean_amount_${days}d`]).toBeCloseTo(meanAmount, 2);
    }
  });

  it.each([1, 7, 30] as const)('of the terminal over %i days', (days) => {
    for (const { transaction, before } of checked) {
      const here = before.filter((other) => other.terminalId === transaction.terminalId);
      expect(transaction.features[`terminal_count_${days}d`]).toBe(
        here.filter(lastSteps(days, transaction.timestamp)).length,
      );
    }
  });

  it('and the seconds since the customer’s last payment', () => {
    for (const { transaction, before } of checked) {
      const last = before.slice(0, -1).findLast((other) => other.customerId === transaction.customerId);
      const seconds = last ? (transaction.timestamp - last.timestamp) / 1_000 : null;
      expect(transaction.features.seconds_since_last).toBe(seconds);
    }
  });
});

describe('no leak: the risk of a terminal', () => {
  it.each([1, 7, 30] as const)('over %i days knows only payments 7 days old whose label had arrived', (days) => {
    for (const { transaction, before } of checked) {
      const now = transaction.timestamp;
      const older = before
        .filter((other) => other.terminalId === transaction.terminalId && other.timestamp <= now - 7 * DAY_MS)
        .filter(lastSteps(days, now, 7 * 4 + 1));
      const labelArrived = (other: Transaction) => step(other.timestamp + other.labelDelayMs) < step(now);
      const expected = older.length === 0 ? null : share(older, (other) => other.fraud && labelArrived(other));
      const toThreeDecimals = expected === null ? null : Math.round(expected * 1_000) / 1_000;
      expect(transaction.features[`terminal_risk_${days}d`]).toBe(toThreeDecimals);
    }
  });

  it('is really at work: it is high where a terminal has been compromised for weeks', () => {
    const risk = (transactions: Transaction[]) =>
      mean(transactions.map((transaction) => Number(transaction.features.terminal_risk_7d)));
    const late = all.filter((transaction) => transaction.timestamp > all[0].timestamp + 30 * DAY_MS);
    const atCompromised = late.filter((transaction) => transaction.fraudPattern === 'compromised-terminal');
    expect(risk(atCompromised)).toBeGreaterThan(1.5 * risk(late.filter((transaction) => !transaction.fraud)));
  });
});
