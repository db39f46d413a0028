import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averagePrecision,
  cheapestThreshold,
  confusionAtThreshold,
  pairedBootstrapAveragePrecision,
} from '../../src/statistics/index.js';
import { labelledScores, lattice, normals } from './samples.js';

describe('the cheapest threshold', () => {
  it('alarms as long as a review costs less than the positives it finds', () => {
    const choice = cheapestThreshold([0.9, 0.8, 0.7, 0.2, 0.1], [1, 0, 1, 0, 0], {
      missedPositive: 100,
      falseAlarm: 10,
      review: 5,
    });
    expect(choice).toEqual({ kind: 'threshold', threshold: 0.7, cost: 25, confusion: { tp: 2, fp: 1, tn: 2, fn: 0 } });
  });

  it('never alarms when reviews cost more than misses', () => {
    const choice = cheapestThreshold([0.9, 0.1], [1, 0], { missedPositive: 3, falseAlarm: 0, review: 5 });
    expect(choice).toMatchObject({ kind: 'never-alarm', cost: 3 });
  });

  it('costs no more than any other threshold, and what its confusion matrix says', () => {
    const cost = fc.nat(50);
    fc.assert(
      fc.property(labelledScores, cost, cost, cost, ({ scores, labels }, missedPositive, falseAlarm, review) => {
        const choice = cheapestThreshold(scores, labels, { missedPositive, falseAlarm, review })!;
        for (const threshold of [...scores, 2]) {
          const { tp, fp, fn } = confusionAtThreshold(scores, labels, threshold);
          expect(choice.cost).toBeLessThanOrEqual(fn * missedPositive + fp * falseAlarm + (tp + fp) * review);
        }
        const used = choice.kind === 'threshold' ? choice.threshold : 2;
        expect(choice.confusion).toEqual(confusionAtThreshold(scores, labels, used));
      }),
    );
  });

  it('knows nothing without rows and refuses negative costs', () => {
    expect(cheapestThreshold([], [], { missedPositive: 1, falseAlarm: 1, review: 1 })).toBeUndefined();
    expect(() => cheapestThreshold([1], [1], { missedPositive: -1, falseAlarm: 1, review: 1 })).toThrow(
      'expected costs of at least 0, got missedPositive -1',
    );
  });
});

describe('the paired bootstrap of average precision', () => {
  const labels = lattice(400, 619, 1009).map((x) => (x < 0.2 ? 1 : 0));
  const noise = normals(400, 0, 1);
  const otherNoise = normals(400, 0, 2);
  const champion = labels.map((label, i) => label + noise[i]);
  const better = labels.map((label, i) => 2 * label + noise[i]);
  const asGood = labels.map((label, i) => label + otherNoise[i]);

  it('gives the difference as is, an interval around it, and the same for the same seed', () => {
    const answer = pairedBootstrapAveragePrecision(champion, better, labels, { seed: 7, resamples: 300 })!;
    expect(answer.difference).toBeCloseTo(averagePrecision(better, labels)! - averagePrecision(champion, labels)!, 14);
    expect(answer.lower).toBeGreaterThan(0);
    expect(answer.upper).toBeGreaterThan(answer.difference);
    expect(answer.shareWorse).toBe(0);
    expect(pairedBootstrapAveragePrecision(champion, better, labels, { seed: 7, resamples: 300 })).toEqual(answer);
  });

  it('does not tell two equally good models apart', () => {
    const answer = pairedBootstrapAveragePrecision(champion, asGood, labels, { seed: 7, resamples: 300 })!;
    expect(answer.lower).toBeLessThan(0);
    expect(answer.upper).toBeGreaterThan(0);
  });

  it('is exactly 0 for a model against itself', () => {
    expect(pairedBootstrapAveragePrecision(champion, champion, labels, { seed: 7, resamples: 50 })).toEqual({
      difference: 0,
      lower: 0,
      upper: 0,
      shareWorse: 0,
    });
  });

  it('treats ties as averagePrecision does', () => {
    fc.assert(
      fc.property(labelledScores, ({ scores, labels: y }) => {
        const flat = scores.map(() => 0.5);
        const answer = pairedBootstrapAveragePrecision(flat, scores, y, { seed: 1, resamples: 2 });
        const exact = averagePrecision(scores, y);
        if (exact === undefined) expect(answer).toBeUndefined();
        else expect(answer?.difference).toBeCloseTo(exact - averagePrecision(flat, y)!, 12);
      }),
    );
  });
});
