import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sequentialMcNemar } from '../../src/statistics/index.js';
import { seededRandom } from '../../src/statistics/seeded-random.js';

it.each([
  [0, 0, 1],
  [5, 5, 1],
  [0, 50, 1],
])('%i for the claim and %i against it prove nothing', (inFavour, against, p) => {
  expect(sequentialMcNemar(inFavour, against)).toBe(p);
});

it('is the inverse of the mean likelihood ratio', () => {
  const ratios = [0.51, 0.52, 0.55, 0.6, 0.7, 0.8, 0.9, 0.95].map((q) => (2 * q) ** 12 * (2 * (1 - q)) ** 3);
  const mean = ratios.reduce((sum, ratio) => sum + ratio) / ratios.length;
  expect(sequentialMcNemar(12, 3)).toBeCloseTo(1 / mean, 12);
});

it('says more with each disagreement for the claim, and stays in [0, 1] for any counts', () => {
  const count = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(count, count, (inFavour, against) => {
      const p = sequentialMcNemar(inFavour, against);
      expect(p).toBeGreaterThanOrEqual(0);
      expect(sequentialMcNemar(inFavour + 1, against)).toBeLessThanOrEqual(p);
    }),
  );
});

it('looked at after each of 2,000 disagreements, calls at most 5 % of equal pairs different', () => {
  const random = seededRandom(7);
  const alarms = Array.from({ length: 400 }, () => {
    let inFavour = 0;
    for (let looked = 1; looked <= 2_000; looked += 1) {
      if (random() < 0.5) inFavour += 1;
      if (sequentialMcNemar(inFavour, looked - inFavour) <= 0.05) return 1;
    }
    return 0;
  }).reduce<number>((sum, alarm) => sum + alarm, 0);
  expect(alarms / 400).toBeLessThanOrEqual(0.05);
});

it('finds a pair of which one is right in two of three disagreements within 200 of them', () => {
  const random = seededRandom(11);
  const found = Array.from({ length: 200 }, () => {
    const inFavour = Array.from({ length: 200 }, () => random() < 2 / 3).filter(Boolean).length;
    return sequentialMcNemar(inFavour, 200 - inFavour) <= 0.05;
  }).filter(Boolean).length;
  expect(found / 200).toBeGreaterThan(0.9);
});
