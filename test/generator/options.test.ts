import { describe, expect, it } from 'vitest';
import { generateTransactions } from '../../src/generator/index.js';
import type { DriftKind, GeneratorOptions } from '../../src/generator/index.js';
import { START } from './stream.js';

const drift = (changed: object) => ({ drift: { kind: 'prior' as const, startsAt: START, ...changed } });

describe('options out of range are refused at the call, by name', () => {
  it.each<[string, Partial<GeneratorOptions>]>([
    ['seed must be an integer in [0, 2^53), got -1', { seed: -1 }],
    ['start must be an integer of epoch milliseconds, with the warm-up after 1970, got NaN', { start: NaN }],
    ['start must be an integer of epoch milliseconds, with the warm-up after 1970, got 0', { start: 0 }],
    ['durationDays must be at least 0, got -1', { durationDays: -1 }],
    ['transactionsPerDay must be a number above 0, got 0', { transactionsPerDay: 0 }],
    ['nCustomers must be an integer of at least 1, got 0', { nCustomers: 0 }],
    ['nTerminals must be an integer of at least 10, got 9', { nTerminals: 9 }],
    ['fraudRate must be in (0, 0.5], got 0.6', { fraudRate: 0.6 }],
    ['labelDelayDays must be at least 0, got -5', { labelDelayDays: -5 }],
    ['warmUpDays must be at least 0, got Infinity', { warmUpDays: Infinity }],
    ['drift.kind must be one of none, covariate', drift({ kind: 'sideways' as DriftKind })],
    ['drift.startsAt must be epoch milliseconds, got Infinity', drift({ startsAt: Infinity })],
    ['drift.magnitude must be in [0, 1], got 2', drift({ magnitude: 2 })],
    ['drift.rampDays must be at least 0, got -1', drift({ rampDays: -1 })],
  ])('%s', (message, options) => {
    expect(() => generateTransactions({ seed: 1, start: START, ...options })).toThrow(message);
  });

  it('the smallest town works', () => {
    const tiny = generateTransactions({
      seed: 1,
      start: START,
      nCustomers: 1,
      nTerminals: 10,
      transactionsPerDay: 10,
      durationDays: 20,
    });
    expect([...tiny].length).toBeGreaterThan(50);
  });
});
