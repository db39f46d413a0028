import { describe, expect, it } from 'vitest';
import {
  accuracy,
  aucInterval,
  confusionAtThreshold,
  f1,
  f1Interval,
  falsePositiveRate,
  precision,
  recall,
  specificity,
  wilsonInterval,
} from '../../src/statistics/index.js';

const scores = [0.1, 0.4, 0.35, 0.8, 0.8, 0.8, 0.6, 0.4, 0.2, 0.9, 0.9, 0.05];
const labels = [0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0];

describe('the confusion matrix', () => {
  const counts = confusionAtThreshold(scores, labels, 0.5);

  it('counts a score equal to the threshold as an alarm', () => {
    expect(counts).toEqual({ tp: 3, fp: 3, tn: 4, fn: 2 });
    expect(confusionAtThreshold(scores, labels, 0.8)).toEqual(confusionAtThreshold(scores, labels, 0.7));
  });

  it('gives the rates of scikit-learn 1.2.1', () => {
    expect(accuracy(counts)).toBeCloseTo(0.5833333333333334, 15);
    expect(precision(counts)).toBe(0.5);
    expect(recall(counts)).toBe(0.6);
    expect(f1(counts)).toBeCloseTo(0.5454545454545454, 15);
    expect(falsePositiveRate(counts)).toBeCloseTo(3 / 7, 15);
    expect(specificity(counts)).toBeCloseTo(4 / 7, 15);
  });

  it('answers undefined, not 0, where a rate has no denominator', () => {
    const onlyTrueNegatives = { tp: 0, fp: 0, tn: 9, fn: 0 };
    expect(precision(onlyTrueNegatives)).toBeUndefined();
    expect(recall(onlyTrueNegatives)).toBeUndefined();
    expect(f1(onlyTrueNegatives)).toBeUndefined();
    expect(accuracy(onlyTrueNegatives)).toBe(1);
    const onlyPositives = { tp: 1, fp: 0, tn: 0, fn: 1 };
    expect(falsePositiveRate(onlyPositives)).toBeUndefined();
    expect(specificity(onlyPositives)).toBeUndefined();
    expect(accuracy({ tp: 0, fp: 0, tn: 0, fn: 0 })).toBeUndefined();
  });

  it('says F1 is 0, not unknown, when positives came and nothing was alarmed', () => {
    expect(f1({ tp: 0, fp: 0, tn: 5, fn: 3 })).toBe(0);
  });

  it('refuses labels that do not fit the scores', () => {
    expect(() => confusionAtThreshold([0.1, 0.2], [1], 0.5)).toThrow(
      'expected one label a score, got 2 scores and 1 labels',
    );
  });
});

describe('intervals', () => {
  it.each([
    // scipy 1.10.1: binomtest(k, n).proportion_ci(confidence, method="wilson")
    [8, 10, 0.95, 0.4901624715366418, 0.9433178485456248],
    [0, 20, 0.9, 0, 0.11915783736096448],
    [1, 500, 0.99, 0.00023485449438823656, 0.01680877329152257],
  ])('Wilson, %i of %i at %f', (successes, total, confidence, lower, upper) => {
    const interval = wilsonInterval(successes, total, confidence);
    expect(interval?.lower).toBeCloseTo(lower, 12);
    expect(interval?.upper).toBeCloseTo(upper, 12);
  });

  it('Wilson has nothing to say without trials, and refuses more successes than trials', () => {
    expect(wilsonInterval(0, 0)).toBeUndefined();
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
    expect(() => wilsonInterval(1, 2, 1)).toThrow(RangeError);
  });

  it('Hanley and McNeil, worked by hand for AUC 0.8, 20 positives, 50 negatives', () => {
    // Q1 = .8/1.2, Q2 = 1.28/1.8: var = (.16 + 19 (.0266667) + 49 (.0711111)) / 1000 = .00415111
    const halfWidth = 1.959963984540054 * Math.sqrt((0.16 + 19 * (2 / 3 - 0.64) + 49 * (1.28 / 1.8 - 0.64)) / 1000);
    expect(aucInterval(0.8, 20, 50)?.lower).toBeCloseTo(0.8 - halfWidth, 12);
    expect(aucInterval(0.8, 20, 50)?.upper).toBeCloseTo(0.8 + halfWidth, 12);
  });

  it('an AUC interval is clipped to [0, 1] and absent without both classes', () => {
    expect(aucInterval(0.98, 5, 50)?.upper).toBe(1);
    expect(aucInterval(0.9, 0, 50)).toBeUndefined();
    expect(() => aucInterval(1.2, 5, 5)).toThrow('expected an AUC in [0, 1], got 1.2');
  });

  it('the F1 interval maps the Wilson interval of TP / (TP + FP + FN) and holds F1', () => {
    const counts = { tp: 30, fp: 10, tn: 900, fn: 20 };
    const jaccard = wilsonInterval(30, 60);
    const interval = f1Interval(counts);
    expect(interval?.lower).toBeCloseTo((2 * (jaccard?.lower ?? 0)) / (1 + (jaccard?.lower ?? 0)), 14);
    expect(interval?.upper).toBeGreaterThan(f1(counts) ?? 1);
    expect(f1Interval({ tp: 0, fp: 0, tn: 5, fn: 0 })).toBeUndefined();
  });
});
