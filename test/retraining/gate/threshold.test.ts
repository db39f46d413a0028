import { describe, expect, it } from 'vitest';
import { judgeMove, lopsided, pickThreshold, type ThresholdMove } from '../../../src/retraining/gate/threshold.js';

const COSTS = { missedPositive: 10, falseAlarm: 1, review: 0 };
const LIMITS = { accuracyRatio: 0.98, averagePrecisionMargin: 0.02 };

describe('a threshold', () => {
  it('is picked where decisions would have cost least', () => {
    const scores = Float64Array.from({ length: 100 }, (_, row) => row / 100);
    const labels = Uint8Array.from({ length: 100 }, (_, row) => Number(row >= 80));
    expect(pickThreshold(scores, { labels }, COSTS)).toBe(0.8);
  });

  it('is not picked on fewer than 10 positives, nor where never to alarm is cheapest', () => {
    const scores = Float64Array.from({ length: 100 }, (_, row) => row / 100);
    expect(pickThreshold(scores, { labels: Uint8Array.from(scores, (_, row) => Number(row >= 91)) }, COSTS)).toBe(
      undefined,
    );
    const labels = Uint8Array.from(scores, (_, row) => row % 2);
    expect(pickThreshold(scores, { labels }, { ...COSTS, review: 100 })).toBe(undefined);
  });

  it('weighs rows that stand for others', () => {
    const scores = Float64Array.from({ length: 40 }, (_, row) => (row < 20 ? 0.4 : 0.6));
    const labels = Uint8Array.from(scores, (_, row) => Number(row % 20 < 10));
    const costs = { missedPositive: 1, falseAlarm: 2, review: 0 };
    expect(pickThreshold(scores, { labels }, costs)).toBe(undefined);
    const weights = Float64Array.from(scores, (_, row) => (row >= 20 && row < 30 ? 5 : 1));
    expect(pickThreshold(scores, { labels, weights }, costs)).toBe(0.6);
  });
});

describe('rows of which labels of one class come sooner', () => {
  const before = { rows: 10_000, positives: 800 };

  it.each([
    ['frauds are reported in a day, the rest confirmed after weeks', { rows: 266, positives: 166 }],
    ['the other way round', { rows: 10_000, positives: 30 }],
    ['no positive yet', { rows: 500, positives: 0 }],
  ])('are no ground for a threshold: %s', (_, newest) => {
    expect(lopsided(newest, before)).toMatch(/of the rows held out are positive, and 8.00 % of those before them/);
  });

  it.each([
    ['a drift that brings 2.8 times as many frauds', { rows: 450, positives: 100 }],
    ['a calm week', { rows: 10_000, positives: 200 }],
  ])('are told from %s', (_, newest) => {
    expect(lopsided(newest, before)).toBe(undefined);
  });
});

describe('a move', () => {
  const CURE: ThresholdMove = {
    threshold: 0.5,
    movedTo: 0.2,
    before: { accuracy: 0.8, averagePrecision: 0.7, costPerRow: 1 },
    after: { accuracy: 0.94, averagePrecision: 0.7, costPerRow: 0.4 },
    registered: { accuracy: 0.95, averagePrecision: 0.71 },
  };

  it('that brings accuracy back at a lower cost is cure enough', () => {
    expect(judgeMove(CURE, LIMITS)).toEqual({
      heals: true,
      reason:
        'the threshold moved from 0.5000 to 0.2000 is cure enough: accuracy from 80.00 % to 94.00 %, cost a row from 1.0000 to 0.4000',
    });
  });

  it.each<[string, Partial<ThresholdMove>, RegExp]>([
    ['accuracy is what it was', { before: { ...CURE.before, accuracy: 0.94 } }, /no move is called for/],
    ['the ranking is worse', { before: { ...CURE.before, averagePrecision: 0.6 } }, /no threshold mends that/],
    ['it would cost as much', { after: { ...CURE.after, costPerRow: 1 } }, /cost no less/],
    ['accuracy would stay low', { after: { ...CURE.after, accuracy: 0.9 } }, /93\.10 % is asked for/],
    ['nothing is known of the version', { registered: {} }, /no threshold mends that/],
  ])('is not when %s', (_, change, reason) => {
    const verdict = judgeMove({ ...CURE, ...change }, LIMITS);
    expect([verdict.heals, verdict.reason]).toEqual([false, expect.stringMatching(reason)]);
  });
});
