import { describe, expect, it } from 'vitest';
import { noOutcomes } from '../../../src/metrics/index.js';
import { NO_CHANGE } from '../../../src/retraining/probation/expected-change.js';
import { judge, type ProbationEvidence, type ProbationPolicy } from '../../../src/retraining/probation/judge.js';
import { LATENCY_BINS, latencyBin } from '../../../src/prediction/minutes/latency-bins.js';

const POLICY: ProbationPolicy = {
  minimumLabels: 200,
  minimumPredictions: 500,
  errorRate: 0.05,
  latencyRatio: 3,
  scorePsi: 1,
  alertRateRatio: 4,
  accuracyRatio: 0.98,
  averagePrecisionMargin: 0.02,
};

/** Requests of which so many failed, the others all answered after so many seconds. */
function figures(requests: number, errors: number, seconds: number): ProbationEvidence['after'] {
  const latencies = new Array<number>(LATENCY_BINS).fill(0);
  latencies[latencyBin(seconds)] = requests - errors;
  return { requests, errors, latencies };
}

type Scores = ProbationEvidence['comparison']['scores'];
type Outcomes = ProbationEvidence['comparison']['outcomes'];

function outcomes(right: {
  labels: number;
  active: number;
  shadow: number;
  onlyActive: number;
  onlyShadow: number;
}): Outcomes {
  const summary = (tn: number): Outcomes['active'] => ({
    ...noOutcomes(),
    counts: { tp: 0, fp: right.labels - tn, tn, fn: 0 },
  });
  return {
    labels: right.labels,
    active: summary(right.active),
    shadow: summary(right.shadow),
    onlyActiveRight: right.onlyActive,
    onlyShadowRight: right.onlyShadow,
    averagePrecision: undefined,
  };
}

/** A version that is as good as the former one, but for what a case says. */
function evidence({
  scores,
  ...changes
}: { scores?: Partial<Scores>; outcomes?: Outcomes } & Partial<ProbationEvidence> = {}): ProbationEvidence {
  return {
    after: figures(2_000, 0, 0.02),
    before: figures(2_000, 0, 0.02),
    expected: NO_CHANGE,
    isOver: false,
    comparison: {
      scores: {
        requests: 2_000,
        activePositives: 100,
        shadowPositives: 100,
        onlyActivePositive: 10,
        onlyShadowPositive: 10,
        scorePsi: 0.05,
        ...scores,
      },
      outcomes:
        changes.outcomes ?? outcomes({ labels: 1_000, active: 950, shadow: 950, onlyActive: 10, onlyShadow: 10 }),
    },
    ...changes,
  };
}

const stateOf = (given: ProbationEvidence, name: string): string =>
  judge(given, POLICY).checks.find((check) => check.name === name)!.state;

describe('rolls back', () => {
  it.each([
    ['error_rate', 'more requests fail than allowed', { after: figures(1_000, 90, 0.02) }],
    ['latency_p95', 'p95 is more than 3 times that of before', { after: figures(1_000, 0, 0.1) }],
    ['score_psi', 'scores are far from the former ones', { scores: { scorePsi: 1.4 } }],
    ['alert_rate', 'it calls 6 times as many positive', { scores: { activePositives: 600, onlyActivePositive: 510 } }],
    [
      'alert_rate',
      'it calls hardly any positive',
      { scores: { activePositives: 4, onlyActivePositive: 1, onlyShadowPositive: 97 } },
    ],
    [
      'accuracy',
      'it is right less often',
      { outcomes: outcomes({ labels: 1_000, active: 900, shadow: 950, onlyActive: 10, onlyShadow: 60 }) },
    ],
  ])('%s: %s', (name, _, change) => {
    const { checks, verdict } = judge(evidence(change), POLICY);
    expect(checks.filter(({ state }) => state === 'worse').map((check) => check.name)).toEqual([name]);
    expect(verdict).toEqual({ kind: 'roll-back', explanation: checks.find((check) => check.name === name)!.detail });
  });

  it('average precision: the whole interval lies below the margin', () => {
    const averagePrecision = { difference: -0.1, lower: -0.15, upper: -0.04, shareWorse: 1 };
    const given = evidence();
    const worse = {
      ...given,
      comparison: { ...given.comparison, outcomes: { ...given.comparison.outcomes, averagePrecision } },
    };
    expect(judge(worse, POLICY).verdict.kind).toBe('roll-back');
  });

  it('at once, even when its time is over', () => {
    expect(judge(evidence({ scores: { scorePsi: 1.4 }, isOver: true }), POLICY).verdict.kind).toBe('roll-back');
  });
});

describe('keeps', () => {
  it.each([
    [
      'error_rate',
      'ok',
      'as many failed before',
      { after: figures(1_000, 90, 0.02), before: figures(1_000, 120, 0.02) },
    ],
    ['error_rate', 'ok', 'it may be chance', { after: figures(60, 5, 0.02) }],
    ['error_rate', 'insufficient-data', 'few requests', { after: figures(20, 20, 0.02) }],
    ['latency_p95', 'ok', 'slower, but fast', { after: figures(1_000, 0, 0.02), before: figures(1_000, 0, 0.001) }],
    ['latency_p95', 'insufficient-data', 'nothing was scored before', { before: figures(0, 0, 0.02) }],
    ['score_psi', 'insufficient-data', 'few requests', { scores: { requests: 499, scorePsi: 8 } }],
    [
      'alert_rate',
      'ok',
      'five positives against one may be chance',
      { scores: { activePositives: 7, shadowPositives: 1, onlyActivePositive: 6, onlyShadowPositive: 0 } },
    ],
    [
      'accuracy',
      'insufficient-data',
      'few labels',
      { outcomes: outcomes({ labels: 199, active: 0, shadow: 199, onlyActive: 0, onlyShadow: 199 }) },
    ],
    [
      'accuracy',
      'ok',
      'it may be chance',
      { outcomes: outcomes({ labels: 200, active: 185, shadow: 190, onlyActive: 5, onlyShadow: 10 }) },
    ],
    [
      'accuracy',
      'ok',
      'surely, but hardly worse',
      { outcomes: outcomes({ labels: 10_000, active: 9_400, shadow: 9_500, onlyActive: 10, onlyShadow: 110 }) },
    ],
    ['average_precision', 'insufficient-data', 'no positive was labelled', {}],
  ])('%s is %s: %s', (name, state, _, change) => {
    const given = evidence(change);
    expect(stateOf(given, name)).toBe(state);
    expect(judge(given, POLICY).verdict).toEqual({ kind: 'keep' });
  });
});

describe('a cure, which differs from what it replaced as it did at the gate,', () => {
  const many = {
    activePositives: 400,
    shadowPositives: 8,
    onlyActivePositive: 393,
    onlyShadowPositive: 1,
    scorePsi: 1.6,
  };
  const few = { activePositives: 8, shadowPositives: 400, onlyActivePositive: 1, onlyShadowPositive: 393 };

  it('stays, where a version that no gate measured would not', () => {
    expect(
      judge(evidence({ scores: many, expected: { alertRateRatio: 48, scorePsi: 1.5 } }), POLICY).verdict.kind,
    ).toBe('keep');
    expect(judge(evidence({ scores: many }), POLICY).verdict.kind).toBe('roll-back');
  });

  const atGate = { alertRateRatio: 4.3, alertOdds: { version: 0.22 / 0.78, former: 0.05 / 0.95 }, scorePsi: 1.5 };
  const blind = {
    requests: 533,
    activePositives: 122,
    shadowPositives: 4,
    onlyActivePositive: 119,
    onlyShadowPositive: 1,
  };

  it('stays, when the former version finds less than it did there, and it finds as much, and says so', () => {
    const check = judge(evidence({ scores: blind, expected: atGate }), POLICY).checks.find(
      ({ name }) => name === 'alert_rate',
    )!;
    expect(check.state).toBe('ok');
    expect(check.detail).toMatch(/the former version calls fewer than it did there/);
  });

  it.each([
    ['it calls far more itself, too', { ...blind, activePositives: 320, onlyActivePositive: 317 }, atGate],
    [
      'the former version finds as much as it did there',
      { activePositives: 700, shadowPositives: 100, onlyActivePositive: 605, onlyShadowPositive: 5 },
      { alertRateRatio: 1.2, alertOdds: { version: 0.126 / 0.874, former: 0.05 / 0.95 }, scorePsi: 1.5 },
    ],
    [
      'it misses what the former version finds, as many as it called there',
      { activePositives: 60, shadowPositives: 400, onlyActivePositive: 5, onlyShadowPositive: 345 },
      { alertRateRatio: 1, alertOdds: { version: 0.05 / 0.95, former: 0.05 / 0.95 }, scorePsi: 1.5 },
    ],
  ])('goes, when %s', (_, scores, expected) => {
    expect(stateOf(evidence({ scores, expected }), 'alert_rate')).toBe('worse');
  });

  it.each([
    ['score_psi', { scores: many, expected: { alertRateRatio: 48, scorePsi: 0.2 } }],
    ['alert_rate', { scores: many, expected: { alertRateRatio: 10, scorePsi: 1.5 } }],
    ['alert_rate', { scores: few, expected: { alertRateRatio: 0.5, scorePsi: 0 } }],
  ])('%s: goes when it differs by much more', (name, change) => {
    expect(stateOf(evidence(change), name)).toBe('worse');
  });
});

describe('when its time is over it has', () => {
  it('passed, when labels compared', () => {
    expect(judge(evidence({ isOver: true }), POLICY).verdict).toEqual({
      kind: 'passed',
      explanation: expect.stringContaining('1000 labelled requests'),
    });
  });

  it('passed unproven, when too few labels came, and says so', () => {
    const few = outcomes({ labels: 12, active: 12, shadow: 12, onlyActive: 0, onlyShadow: 0 });
    expect(judge(evidence({ isOver: true, outcomes: few }), POLICY).verdict).toEqual({
      kind: 'passed-unproven',
      explanation: 'nothing spoke against it, but 12 of 200 labels of requests that both versions scored have come',
    });
  });
});
