import { describe, expect, it } from 'vitest';
import { averagePrecision, averagePrecisionInterval, wilsonInterval } from '../../src/statistics/index.js';
import { seededRandom } from '../../src/statistics/seeded-random.js';

const SHIFT = 2;
const SHARE = 0.05;
const TRIALS = 400;

const random = seededRandom(7);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Scores of positives are two standard deviations above those of negatives. */
function sample(rows: number): { ap: number; positives: number } {
  const labels = Uint8Array.from({ length: rows }, () => (random() < SHARE ? 1 : 0));
  const scores = Float64Array.from(labels, (label) => normal() + SHIFT * label);
  const positives = labels.reduce((sum, label) => sum + label, 0);
  return { ap: averagePrecision(scores, labels) ?? 0, positives };
}

describe('the interval of average precision', () => {
  it('is that of Wilson for a share of the positives: 0.6 of 50', () => {
    expect(averagePrecisionInterval(0.6, 50)).toEqual(wilsonInterval(30, 50));
    expect(averagePrecisionInterval(0.6, 50)?.lower).toBeCloseTo(0.4618, 4);
    expect(averagePrecisionInterval(0.6, 50)?.upper).toBeCloseTo(0.7239, 4);
  });

  it('is an interval where every positive is ranked first', () => {
    expect(averagePrecisionInterval(1, 20)).toEqual({ lower: expect.closeTo(0.8389, 4), upper: 1 });
  });

  it('holds the average precision of the whole population about 95 times in 100', () => {
    const truth = sample(200_000).ap;
    let held = 0;
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const { ap, positives } = sample(1_000);
      const { lower, upper } = averagePrecisionInterval(ap, positives)!;
      if (lower <= truth && truth <= upper) held += 1;
    }
    expect(held / TRIALS).toBeGreaterThan(0.91);
    expect(held / TRIALS).toBeLessThan(0.99);
  });

  it('is undefined without positives, and refuses what is no share', () => {
    expect(averagePrecisionInterval(0.5, 0)).toBeUndefined();
    expect(() => averagePrecisionInterval(1.1, 5)).toThrow('expected an average precision in [0, 1], got 1.1');
  });
});
