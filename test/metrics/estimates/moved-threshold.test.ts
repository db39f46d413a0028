import { expect, it, describe } from 'vitest';
import { describeEstimate } from '../../../src/metrics/estimates/estimate-answer.js';
import { type Estimate, estimateOf } from '../../../src/metrics/estimates/estimate.js';
import { movedThreshold } from '../../../src/metrics/estimates/moved-threshold.js';
import { isTelling, outsideBand, wrongFigures } from '../../../src/metrics/estimates/trust.js';
import { expectOutcomes } from '../../../src/metrics/summaries/expected-outcomes.js';
import type { PerformanceEstimator } from '../../../src/statistics/index.js';

const samplingError = { standardDeviation: 0.1, fraction: 1 };
const reference = { limits: { kind: 'limits', lower: 0.9, upper: 1 }, samplingError } as const;
const ESTIMATOR: PerformanceEstimator = {
  chunkRows: 100,
  decisionThreshold: 0.5,
  metrics: { accuracy: reference, recall: reference, rocAuc: reference },
};

/** 100 rows in a thousand are positive; scores say so, and the threshold decides. */
function estimateAt(threshold: number): Estimate {
  const scores = Array.from({ length: 1_000 }, (_, row) => (row % 10 === 0 ? 0.9 : 0.06));
  const rows = scores.map((score) => ({ score, positive: score >= threshold }));
  const deployments = [{ deployedAt: new Date(0), decisionThreshold: threshold }];
  const moved = movedThreshold(ESTIMATOR, { deployments, configured: 0.5 }, { from: 1, to: 2 });
  return estimateOf(expectOutcomes(rows, ESTIMATOR), ESTIMATOR, moved)!;
}

const figuresOf = (estimate: Estimate): any => {
  const answer: any = describeEstimate({ modelVersion: 'v1', estimate, trusted: undefined, comparisons: [] });
  return answer.figures;
};

describe('an estimate at the threshold of training', () => {
  it('has limits and alerts', () => {
    const { accuracy } = figuresOf(estimateAt(0.5));
    expect(accuracy).toMatchObject({ limits: { lower: 0.9, upper: 1 }, alert: false });
  });
});

describe('an estimate at a moved threshold', () => {
  const moved = estimateAt(0.05);

  it('says what to expect, and raises no alert against limits of other decisions', () => {
    const { accuracy } = figuresOf(moved);
    expect(accuracy).toMatchObject({ band: null, limits: null, alert: null });
    expect(accuracy.value).toBeCloseTo(0.144, 6);
    expect(accuracy.reason).toBe(
      'limits are of decisions at 0.5, the threshold of training; predictions were called at 0.05',
    );
  });

  it('keeps the limits of ranking, which no threshold changes', () => {
    expect(figuresOf(moved).auc).toEqual(figuresOf(estimateAt(0.5)).auc);
  });

  it('says nothing of trust', () => {
    expect(wrongFigures(moved, { accuracy: 0.5 })).toEqual([]);
    expect(isTelling(moved, { accuracy: 0.5 })).toBe(false);
    expect(isTelling(estimateAt(0.5), { accuracy: 0.5 })).toBe(true);
  });
});

describe('the thresholds of a span', () => {
  const at = (hour: number, decisionThreshold: number | null) => ({ deployedAt: new Date(hour), decisionThreshold });
  const deployments = [at(30, 0.5), at(20, 0.05), at(10, null)];
  const during = (from: number, to: number, configured = 0.5) =>
    movedThreshold({ decisionThreshold: 0.5 }, { deployments, configured }, { from, to })?.calledAt;

  it.each([
    ['before the move', 10, 20, undefined],
    ['with the move', 10, 21, [0.05, 0.5]],
    ['within the move', 20, 30, [0.05]],
    ['until it was moved back', 29, 31, [0.05, 0.5]],
    ['after it was moved back', 30, 99, undefined],
    ['before any deployment', 1, 5, undefined],
  ])('%s', (_, from, to, calledAt) => {
    expect(during(from, to)).toEqual(calledAt);
  });

  it('are those of the config where a deployment names none', () => {
    expect(during(10, 20, 0.4)).toEqual([0.4]);
  });

  it('are taken to be those of training where an estimator does not know its own', () => {
    expect(movedThreshold({}, { deployments: [at(0, null)], configured: 0.4 }, { from: 1, to: 2 })).toBeUndefined();
  });
});

describe('a truth beside an estimate', () => {
  const limits = { kind: 'limits', lower: 0.6, upper: 0.9 } as const;
  const estimate: Estimate = {
    predictions: 600,
    expectedPositives: 50,
    figures: { recall: { value: 0.75, lower: 0.7, upper: 0.8, limits, alert: false } },
  };

  it.each([
    [0.59, ['recall'], ['recall']],
    [0.6, [], ['recall']],
    [0.69, [], ['recall']],
    [0.7, [], []],
    [0.8, [], []],
    [0.81, [], ['recall']],
    [0.9, [], ['recall']],
    [0.91, ['recall'], ['recall']],
  ])('of %f is wrong outside of both band and limits, and marked outside the band', (recall, wrong, outside) => {
    expect(wrongFigures(estimate, { recall })).toEqual(wrong);
    expect(outsideBand(estimate, { recall })).toEqual(outside);
  });
});
