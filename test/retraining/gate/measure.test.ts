import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/retraining/gate/judge.js';
import { measure } from '../../../src/retraining/gate/measure.js';
import { testConfig } from '../../support/config.js';

const LIMITS = testConfig().retraining.gate;

/** Six positives: the challenger alone finds the first two, the champion alone the third, both the others. */
const measured = (weights?: number[]) =>
  measure(
    {
      truth: { labels: Uint8Array.of(1, 1, 1, 1, 1, 1), ...(weights && { weights: Float64Array.from(weights) }) },
      champion: { scores: Float64Array.of(0.1, 0.1, 0.9, 0.9, 0.9, 0.9), threshold: 0.5 },
      challenger: { scores: Float64Array.of(0.9, 0.9, 0.1, 0.9, 0.9, 0.9), threshold: 0.5 },
      segments: { names: ['a', 'b'], codes: [Uint16Array.of(0, 1, 0, 1, 1, 1)] },
      scoringMicros: { champion: 1, challenger: 1 },
    },
    { seed: 1, costs: undefined },
  );

const detailOf = (name: string, weights?: number[]): string | undefined =>
  judge(measured(weights), LIMITS, true).find((check) => check.name === name)?.detail;

describe('a row that exploration let through stands for as many as its weight says', () => {
  const weights = [4, 1, 1, 1, 1, 1];

  it('in the gain of decisions', () => {
    // By hand: sum w = 9, won - lost = 5 - 1; sum w²d² = 18, w²d = 16, w² = 21, so the variance is 18 - 2(4/9)16 + (4/9)²21 = 7.926
    // and the lower end (4 - 1.6449 * 2.8153) / 9.
    expect(detailOf('gain', weights)).toMatch(/^\+44\.44 % of decisions right \(surely −7\.01 %\)/);
  });

  it('in segments', () => {
    // Segment b gains 1 of 4, and a (4 - 1) of 5; what a surely loses is less.
    expect(measured(weights).segments).toMatchObject([
      { segment: 'a', rows: 2, weights: { all: 5, onlyChampionRight: 1, onlyChallengerRight: 4 } },
      { segment: 'b', rows: 4, weights: { all: 4, onlyChampionRight: 0, onlyChallengerRight: 1 } },
    ]);
  });

  it('and a segment of rows that stand for none is left out', () => {
    expect(measured([0, 1, 0, 1, 1, 1]).segments).toMatchObject([{ segment: 'b' }]);
  });
});

it('weights of 1 give what none give', () => {
  // McNemar: (2 - 1) / 6, and variance 3 - 1/6.
  expect(detailOf('gain')).toMatch(/^\+16\.67 % of decisions right \(surely −29\.48 %\)/);
  expect(measured([1, 1, 1, 1, 1, 1])).toEqual(measured());
});
