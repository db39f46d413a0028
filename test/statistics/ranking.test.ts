import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averagePrecision,
  binnedAveragePrecision,
  binnedOperatingPoints,
  binnedRocAuc,
  operatingPoints,
  rocAuc,
  scoreBinIndex,
} from '../../src/statistics/index.js';
import { labelledScores, lattice } from './samples.js';

const scores = [0.1, 0.4, 0.35, 0.8, 0.8, 0.8, 0.6, 0.4, 0.2, 0.9, 0.9, 0.05];
const labels = [0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0];

function binned(sample: { scores: number[]; labels: number[] }, binCount: number) {
  const bins = { positives: new Array<number>(binCount).fill(0), negatives: new Array<number>(binCount).fill(0) };
  sample.scores.forEach((score, i) => {
    bins[sample.labels[i] === 1 ? 'positives' : 'negatives'][scoreBinIndex(score, binCount)]++;
  });
  return bins;
}

describe('ROC AUC and average precision', () => {
  it('equal scikit-learn 1.2.1 on a sample with ties', () => {
    expect(rocAuc(scores, labels)).toBeCloseTo(0.6857142857142857, 15);
    expect(averagePrecision(scores, labels)).toBeCloseTo(0.5511111111111111, 15);
  });

  it('equal scikit-learn 1.2.1 on 300 rows', () => {
    const many = lattice(300, 619, 1009).map((x) => Math.round(x * 100) / 100);
    const outcomes = many.map((score, i) => ((i * 17) % 100 < 100 * score ** 2 ? 1 : 0));
    expect(rocAuc(many, outcomes)).toBeCloseTo(0.8606515522875817, 14);
    expect(averagePrecision(many, outcomes)).toBeCloseTo(0.7388240805695966, 14);
  });

  it('know nothing without both classes, or without positives', () => {
    expect(rocAuc([0.1, 0.2], [1, 1])).toBeUndefined();
    expect(rocAuc([], [])).toBeUndefined();
    expect(averagePrecision([0.1, 0.2], [0, 0])).toBeUndefined();
    expect(averagePrecision([0.1, 0.2], [1, 1])).toBe(1);
  });

  it('refuse a score that is no number', () => {
    expect(() => rocAuc([0.1, Number.NaN], [0, 1])).toThrow('expected finite scores, row 1 has NaN');
  });

  it('depend on the order of the scores only', () => {
    fc.assert(
      fc.property(labelledScores, (sample) => {
        const stretched = sample.scores.map((score) => Math.exp(3 * score) - 20);
        expect(rocAuc(stretched, sample.labels)).toBe(rocAuc(sample.scores, sample.labels));
        expect(averagePrecision(stretched, sample.labels)).toBe(averagePrecision(sample.scores, sample.labels));
      }),
    );
  });

  it('AUC turns into 1 - AUC when the scores are turned round', () => {
    fc.assert(
      fc.property(labelledScores, ({ scores: s, labels: y }) => {
        const auc = rocAuc(s, y);
        const turned = rocAuc(
          s.map((score) => -score),
          y,
        );
        if (auc === undefined || turned === undefined) expect(turned).toBe(auc);
        else expect(auc + turned).toBeCloseTo(1, 12);
      }),
    );
  });

  it('AUC is the share of pairs in order, ties half', () => {
    fc.assert(
      fc.property(labelledScores, ({ scores: s, labels: y }) => {
        const pairs = s.flatMap((p, i) =>
          s.filter((_, j) => y[i] === 1 && y[j] === 0).map((n) => (Math.sign(p - n) + 1) / 2),
        );
        const mean = pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length;
        if (pairs.length === 0) expect(rocAuc(s, y)).toBeUndefined();
        else expect(rocAuc(s, y)).toBeCloseTo(mean, 12);
      }),
    );
  });
});

describe('ROC AUC and average precision from bins', () => {
  it('hold the unbinned figure between their bounds, for any number of bins', () => {
    fc.assert(
      fc.property(labelledScores, fc.integer({ min: 1, max: 50 }), (sample, binCount) => {
        const bins = binned(sample, binCount);
        for (const [exact, bounded] of [
          [rocAuc(sample.scores, sample.labels), binnedRocAuc(bins)],
          [averagePrecision(sample.scores, sample.labels), binnedAveragePrecision(bins)],
        ] as const) {
          if (exact === undefined || bounded === undefined) {
            expect(bounded).toBe(exact);
            continue;
          }
          for (const figure of [exact, bounded.value]) {
            expect(figure).toBeGreaterThanOrEqual(bounded.lower - 1e-12);
            expect(figure).toBeLessThanOrEqual(bounded.upper + 1e-12);
          }
        }
      }),
    );
  });

  it('AUC is off by at most half the pairs that share a bin', () => {
    const bounded = binnedRocAuc({ positives: [1, 3, 6], negatives: [10, 5, 1] });
    const halfShared = (1 * 10 + 3 * 5 + 6 * 1) / 2 / (10 * 16);
    expect((bounded?.upper ?? 0) - (bounded?.value ?? 0)).toBeCloseTo(halfShared, 14);
    expect((bounded?.value ?? 0) - (bounded?.lower ?? 0)).toBeCloseTo(halfShared, 14);
  });

  it('the lower bound of average precision is the sum it stands for, also when a bin holds many rows', () => {
    const [positives, negatives, found, alarms] = [5000, 12_000, 400, 700];
    let worst = 0;
    for (let i = 1; i <= found; i++) worst += i / (alarms - found + i);
    for (let i = 1; i <= positives; i++) worst += (found + i) / (alarms + negatives + i);
    const bounded = binnedAveragePrecision({
      positives: [positives, found],
      negatives: [negatives, alarms - found],
    });
    expect(bounded?.lower).toBeCloseTo(worst / (positives + found), 12);
  });

  it('are exact when every score has a bin of its own', () => {
    const sample = { scores: scores.map((score) => score * 0.99), labels };
    expect(binnedRocAuc(binned(sample, 10_000))?.value).toBeCloseTo(rocAuc(scores, labels) ?? -1, 14);
    expect(binnedAveragePrecision(binned(sample, 10_000))?.value).toBeCloseTo(
      averagePrecision(scores, labels) ?? -1,
      14,
    );
  });

  it('refuse bins that do not fit', () => {
    expect(() => binnedRocAuc({ positives: [1], negatives: [1, 2] })).toThrow(RangeError);
  });
});

describe('operating points', () => {
  it('are the points of roc_curve and precision_recall_curve (scikit-learn 1.2.1)', () => {
    const points = operatingPoints(scores, labels) ?? [];
    expect(points.map(({ threshold }) => threshold)).toEqual([0.9, 0.8, 0.6, 0.4, 0.35, 0.2, 0.1, 0.05]);
    const round = (value: number) => Math.round(value * 1e12) / 1e12;
    expect(points.map(({ falsePositiveRate }) => round(falsePositiveRate * 7))).toEqual([1, 2, 3, 4, 4, 5, 6, 7]);
    expect(points.map(({ recall }) => round(recall))).toEqual([0.2, 0.6, 0.6, 0.8, 1, 1, 1, 1]);
    expect(points.map(({ precision }) => round(precision))).toEqual(
      [0.5, 0.6, 0.5, 0.5, 0.5555555555555556, 0.5, 0.45454545454545453, 0.4166666666666667].map(round),
    );
  });

  it('of bins are a subset of those of the scores', () => {
    const points = operatingPoints(scores, labels) ?? [];
    for (const { threshold, recall, falsePositiveRate } of binnedOperatingPoints(binned({ scores, labels }, 5)) ?? []) {
      const nearest = points.filter((point) => point.threshold >= threshold).at(-1);
      expect(nearest).toMatchObject({ recall, falsePositiveRate });
    }
    expect(binnedOperatingPoints({ positives: [1], negatives: [0] })).toBeUndefined();
  });
});

it('the range of average precision holds its value for expected counts too, which are fractions', () => {
  const figure = binnedAveragePrecision({ positives: [0.5], negatives: [0.5] });
  expect(figure?.value).toBe(0.5);
  expect(figure?.lower).toBeLessThanOrEqual(0.5);
  expect(figure?.upper).toBeGreaterThanOrEqual(0.5);
});
