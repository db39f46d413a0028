import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedChunks, closedUntil } from '../../src/metrics/estimates/closed-chunks.js';
import type { Estimate } from '../../src/metrics/estimates/estimate.js';
import { isTrusted, wrongFigures } from '../../src/metrics/estimates/trust.js';
import { testConfig } from '../support/config.js';
import { HOUR_MS } from './traffic.js';

describe('an estimate', () => {
  const estimate: Estimate = {
    predictions: 600,
    expectedPositives: 50,
    figures: {
      accuracy: {
        value: 0.95,
        lower: 0.93,
        upper: 0.97,
        limits: { kind: 'limits', lower: 0.9, upper: 1 },
        alert: false,
      },
      recall: { value: 0.8, lower: 0.7, upper: 0.9, limits: { kind: 'blind' }, alert: false },
      auc: { value: 0.95, lower: 0.93, upper: 0.97, limits: { kind: 'limits', lower: 0.9, upper: 1 }, alert: false },
    },
  };

  it.each([
    ['inside its band', { accuracy: 0.94 }, []],
    ['outside the band, where chunks lay in training', { accuracy: 0.91 }, []],
    ['outside of both', { accuracy: 0.89 }, ['accuracy']],
    ['of a figure with blind limits', { recall: 0.1 }, []],
    ['of ranking', { auc: 0.5 }, []],
    ['not there', {}, []],
  ])('with a truth %s', (_, realised, wrong) => {
    expect(wrongFigures(estimate, realised)).toEqual(wrong);
  });
});

it('estimates are trusted until most of the last three compared were wrong', () => {
  expect(isTrusted([])).toBeUndefined();
  expect(isTrusted([true])).toBe(false);
  expect(isTrusted([true, false])).toBe(true);
  expect(isTrusted([true, true, false, false])).toBe(false);
  expect(isTrusted([false, false, true, true])).toBe(true);
  expect(isTrusted([false, true, false, true, true])).toBe(true);
});

describe('chunks', () => {
  it('are closed five minutes after their last hour', () => {
    const noon = Date.parse('2026-03-04T12:00:00Z');
    expect(closedUntil(noon + 4 * 60_000)).toBe(noon - HOUR_MS);
    expect(closedUntil(noon + 5 * 60_000)).toBe(noon);
  });

  it('hold enough rows, follow each other without a common hour, and leave less than a chunk over', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 60 });
    fc.assert(
      fc.property(counts, (scored) => {
        const hours = scored.map((rows, index) => ({ hour: index * HOUR_MS, scored: rows }));
        const chunks = closedChunks(hours, 500);
        const rows = (from: number, to: number) =>
          hours.reduce((sum, each) => (each.hour >= from && each.hour < to ? sum + each.scored : sum), 0);
        let end = 0;
        for (const { from, to } of chunks) {
          expect(from).toBe(end);
          expect(rows(from, to)).toBeGreaterThanOrEqual(500);
          expect(rows(from, to - HOUR_MS)).toBeLessThan(500);
          end = to;
        }
        expect(rows(end, Infinity)).toBeLessThan(500);
      }),
    );
  });
});

describe('drift in the config', () => {
  const parse = (tests: Record<string, 'ks' | 'psi'>) => testConfig({ drift: { tests } }).drift.tests;

  it('keeps the names of features as they are', () => {
    expect(parse({ account_age_days: 'ks' })).toEqual([{ feature: 'account_age_days', test: 'ks' }]);
  });

  it('refuses tests of unknown features, tests of numbers for categories, and cycles of half an hour', () => {
    expect(() => parse({ nothing: 'psi' })).toThrow('no feature is named');
    expect(() => parse({ channel: 'ks' })).toThrow('is not numeric');
    expect(() => testConfig({ drift: { cycle: '30m' } })).toThrow('must be whole hours');
    expect(() => testConfig({ drift: { cycle: '2d', window: '1d' } })).toThrow('longer than the longest window');
  });
});
