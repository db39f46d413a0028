import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  brierScore,
  calibrate,
  calibrationCurve,
  expectedCalibrationError,
  fitIsotonic,
  needsCalibration,
} from '../../src/statistics/index.js';
import { labelledScores, lattice } from './samples.js';

const scores = [0.1, 0.4, 0.35, 0.8, 0.8, 0.8, 0.6, 0.4, 0.2, 0.9, 0.9, 0.05];
const labels = [0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0];

describe('calibration', () => {
  it('sets the mean score of a bin beside what came, as scikit-learn 1.2.1 where no score lies on an edge', () => {
    const points = calibrationCurve([0.12, 0.17, 0.35, 0.38, 0.41, 0.6, 0.61, 0.93], [0, 0, 1, 0, 1, 0, 1, 1], 5);
    expect(points).toEqual([
      { meanScore: expect.closeTo(0.145, 12) as number, positiveShare: 0, rows: 2 },
      { meanScore: expect.closeTo(0.365, 12) as number, positiveShare: 0.5, rows: 2 },
      { meanScore: expect.closeTo(0.41, 12) as number, positiveShare: 1, rows: 1 },
      { meanScore: expect.closeTo(0.605, 12) as number, positiveShare: 0.5, rows: 2 },
      { meanScore: expect.closeTo(0.93, 12) as number, positiveShare: 1, rows: 1 },
    ]);
  });

  it('Brier score equals scikit-learn 1.2.1', () => {
    expect(brierScore(scores, labels)).toBeCloseTo(0.24125, 14);
    expect(brierScore([], [])).toBeUndefined();
  });

  it('the expected calibration error, by hand: two bins of two rows, the last takes the odd one', () => {
    // sorted .1 .2 | .6 .7 .9 with labels 0 0 | 1 0 1
    expect(expectedCalibrationError([0.6, 0.1, 0.9, 0.2, 0.7], [1, 0, 1, 0, 0], 2)).toBeCloseTo((0.3 + 0.2) / 5, 14);
    expect(expectedCalibrationError([0.6], [1], 2)).toBeUndefined();
  });

  it('says that distorted probabilities need calibrating and honest ones hardly do', () => {
    const honest = lattice(4000, 619, 10007);
    const outcomes = honest.map((p, i) => ((i * 7919) % 10009 < 10009 * p ? 1 : 0));
    const distorted = honest.map((p) => p ** 3);
    expect(needsCalibration(distorted, outcomes, 42)).toBe(true);
    expect(needsCalibration(honest, outcomes, 42)).toBe(false);
  });

  it('leaves alone what it could not judge: one class, a class of one row, perfect separation', () => {
    expect(needsCalibration([0.1, 0.2], [0, 0], 42)).toBe(false);
    expect(needsCalibration([0.3, 0.2, 0.5], [0, 1, 0], 42)).toBe(false);
    expect(needsCalibration([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 42)).toBe(false);
  });
});

describe('isotonic regression', () => {
  it('equals scikit-learn 1.2.1, knots and predictions', () => {
    const calibrator = fitIsotonic(scores, labels);
    expect(calibrator?.scores).toEqual([0.05, 0.2, 0.35, 0.6, 0.8, 0.9]);
    expect(calibrator?.probabilities).toEqual([0, 0, 0.5, 0.5, 0.6, 0.6]);
    const predictions = [0, 0.1, 0.3, 0.5, 0.7, 0.85, 2].map((score) => calibrate(calibrator!, score));
    [0, 0, 1 / 3, 0.5, 0.55, 0.6, 0.6].forEach((expected, i) => {
      expect(predictions[i]).toBeCloseTo(expected, 14);
    });
  });

  it('equals scikit-learn 1.2.1 on 300 rows', () => {
    const many = lattice(300, 619, 1009).map((x) => Math.round(x * 100) / 100);
    const outcomes = many.map((score, i) => ((i * 17) % 100 < 100 * score ** 2 ? 1 : 0));
    const calibrator = fitIsotonic(many, outcomes)!;
    const golden = [0, 0.020833333333333332, 0.17647058823529413, 0.23809523809523808, 0.5, 1];
    [0, 0.155, 0.333, 0.505, 0.777, 0.999].forEach((score, i) => {
      expect(calibrate(calibrator, score)).toBeCloseTo(golden[i], 14);
    });
  });

  it('never decreases, and keeps the mean of the labels', () => {
    fc.assert(
      fc.property(labelledScores, ({ scores: s, labels: y }) => {
        const calibrator = fitIsotonic(s, y)!;
        const fitted = [...s].sort((a, b) => a - b).map((score) => calibrate(calibrator, score));
        fitted.forEach((p, i) => {
          if (i > 0) expect(p).toBeGreaterThanOrEqual(fitted[i - 1] - 1e-12);
        });
        const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(mean(fitted)).toBeCloseTo(mean(y), 10);
      }),
    );
  });

  it('has nothing to fit without rows', () => {
    expect(fitIsotonic([], [])).toBeUndefined();
  });
});
