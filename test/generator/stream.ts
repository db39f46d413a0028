import { generateTransactions } from '../../src/generator/index.js';
import type { GeneratorOptions, Transaction } from '../../src/generator/index.js';

export const DAY_MS = 86_400_000;
/** A Monday, 00:00 UTC. */
export const START = Date.UTC(2026, 0, 5);

/** A small town for a month, warmed up: enough for shares and means. */
export function stream(options: Partial<GeneratorOptions> = {}): Transaction[] {
  return [...generateTransactions({ seed: 7, start: START, durationDays: 30, transactionsPerDay: 400, ...options })];
}

export function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length / items.length;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** The values of a numeric feature, without the missing ones. */
export function numbers(transactions: readonly Transaction[], feature: keyof Transaction['features']): number[] {
  return transactions.map((transaction) => transaction.features[feature]).filter((value) => typeof value === 'number');
}
