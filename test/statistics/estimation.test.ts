import { describe, expect, it } from 'vitest';
import {
  chunkRowsForPositives,
  chunksOf,
  estimatePerformance,
  fitPerformanceEstimator,
  PERFORMANCE_METRICS,
  realisedMetrics,
} from '../../src/statistics/index.js';
import { lattice } from './samples.js';

/** Scores that are true probabilities: a row with score p is positive p of the time. */
function honestRows(n: number, step: number) {
  const scores = lattice(n, step, 100_003).map((x) => x ** 2);
  const chance = lattice(n, 76_543, 99_991);
  return {
    scores,
    labels: scores.map((p, i) => (chance[i] < p ? 1 : 0)),
    predictions: scores.map((p) => (p >= 0.5 ? 1 : 0)),
  };
}

const reference = honestRows(20_000, 61_927);

describe('performance without labels', () => {
  const estimator = fitPerformanceEstimator(reference, { chunkRows: 2000, seed: 42 });

  it('is estimated within the band when scores are honest, for every metric', () => {
    const later = honestRows(2000, 31_337);
    const { metrics, rows, confusion } = estimatePerformance(estimator, later);
    const realised = realisedMetrics(later);
    expect(rows).toBe(2000);
    expect(confusion.tp + confusion.fp + confusion.tn + confusion.fn).toBeCloseTo(2000, 8);
    for (const metric of PERFORMANCE_METRICS) {
      expect(metrics[metric]?.lower, metric).toBeLessThan(realised[metric]!);
      expect(metrics[metric]?.upper, metric).toBeGreaterThan(realised[metric]!);
      expect(metrics[metric]?.alert, metric).toBe(false);
    }
  });

  it('raises an alert when the model stops finding what the scores promise', () => {
    const later = honestRows(2000, 31_337);
    const blunted = { scores: later.scores, predictions: later.scores.map((p) => (p >= 0.95 ? 1 : 0)) };
    expect(estimatePerformance(estimator, blunted).metrics.recall?.alert).toBe(true);
  });

  it('is blind to concept drift: other labels, same estimate', () => {
    const later = honestRows(2000, 31_337);
    const reversed = { ...later, labels: later.labels.map((label) => 1 - label) };
    expect(estimatePerformance(estimator, reversed)).toEqual(estimatePerformance(estimator, later));
  });

  it('survives being stored as JSON', () => {
    const stored = JSON.parse(JSON.stringify(estimator)) as typeof estimator;
    const later = honestRows(500, 31_337);
    expect(estimatePerformance(stored, later)).toEqual(estimatePerformance(estimator, later));
  });

  it('is the same for the same seed', () => {
    expect(fitPerformanceEstimator(reference, { chunkRows: 2000, seed: 42 })).toEqual(estimator);
  });

  it('leaves out what it cannot know: precision without an alarm, everything but accuracy without positives', () => {
    const silent = { scores: [0.1, 0.2], predictions: [0, 0] };
    expect(estimatePerformance(estimator, silent).metrics).not.toHaveProperty('precision');
    const noPositives = { scores: [0.1, 0.2, 0.3], labels: [0, 0, 0], predictions: [0, 0, 0] };
    const known = fitPerformanceEstimator(noPositives, { chunkRows: 1, seed: 42 });
    expect(Object.keys(known.metrics)).toEqual(['accuracy', 'specificity']);
  });

  it('has the ROC AUC error of NannyML where no scores tie (numpy 1.24.2), whichever class is the rarer', () => {
    const scores = lattice(300, 619, 1009);
    const labels = scores.map((score, i) => ((i * 17) % 100 < 100 * score ** 2 ? 1 : 0));
    const fitted = (labelled: { scores: number[]; labels: number[] }) =>
      fitPerformanceEstimator({ ...labelled, predictions: labels }, { chunkRows: 100, seed: 42 }).metrics.rocAuc;
    const turned = { scores: scores.map((score) => 1 - score), labels: labels.map((label) => 1 - label) };
    for (const parts of [fitted({ scores, labels }), fitted(turned)]) {
      expect(parts?.samplingError.standardDeviation).toBeCloseTo(0.1677785332145578, 13);
      expect(parts?.samplingError.fraction).toBeCloseTo(0.32, 14);
    }
  });

  it('admits when its limits could never be left', () => {
    // 0.6 % positives in chunks of 100: most chunks have none or one.
    const rare = reference.scores.map((_, i) => i).filter((i) => reference.labels[i] === 0 || i % 50 === 0);
    const rows = {
      scores: rare.map((i) => reference.scores[i]),
      labels: rare.map((i) => reference.labels[i]),
      predictions: rare.map((i) => reference.predictions[i]),
    };
    const fitted = fitPerformanceEstimator(rows, { chunkRows: 100, seed: 42 });
    expect(fitted.metrics.recall?.limits).toEqual({ kind: 'blind' });
    expect(estimatePerformance(fitted, rows).metrics.recall?.alert).toBe(false);
  });

  it('refuses rows that lack a decision or a label', () => {
    expect(() => estimatePerformance(estimator, { scores: [0.1], predictions: [] })).toThrow(RangeError);
    expect(() =>
      fitPerformanceEstimator({ scores: [0.1], predictions: [0], labels: [] }, { chunkRows: 1, seed: 1 }),
    ).toThrow('expected a prediction and a label for each of 1 scores, got 1 predictions and 0 labels');
  });
});

describe('realised metrics of a chunk', () => {
  it('are unknown where the chunk could not tell good from bad', () => {
    expect(realisedMetrics({ scores: [0.1, 0.9], labels: [0, 0], predictions: [0, 1] })).toEqual({
      accuracy: 0.5,
      precision: undefined,
      recall: undefined,
      specificity: 0.5,
      f1: undefined,
      rocAuc: undefined,
      averagePrecision: undefined,
    });
    const allAlarmed = realisedMetrics({ scores: [0.6, 0.9], labels: [0, 1], predictions: [1, 1] });
    expect(allAlarmed).toMatchObject({ specificity: undefined, recall: undefined, rocAuc: 1 });
  });
});

describe('chunks', () => {
  it('are consecutive, and the last takes what is left', () => {
    expect(chunksOf(5, 2)).toEqual([
      { start: 0, end: 2 },
      { start: 2, end: 4 },
      { start: 4, end: 5 },
    ]);
    expect(chunksOf(0, 2)).toEqual([]);
    expect(() => chunksOf(5, 0)).toThrow('expected chunks of at least 1 row, got 0');
  });

  it('of 50 expected positives need 25,000 rows at 0.2 % and 5,000 at 1 %', () => {
    expect(chunkRowsForPositives(0.002)).toBe(25_000);
    expect(chunkRowsForPositives(0.01)).toBe(5000);
    expect(chunkRowsForPositives(0)).toBeUndefined();
  });
});
