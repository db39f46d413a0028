import { describe, expect, it } from 'vitest';
import type { Told } from '../../../src/commands/drilling/drill-receivers.js';
import { FAULT_BY_NAME, type FaultName } from '../../../src/commands/drilling/fault.js';
import { isMissed, type Observed, resultOf } from '../../../src/commands/drilling/result.js';
import type { SeenAlert } from '../../../src/commands/drilling/watch-alerts.js';

const FAULT_AT = 1_000_000;
const after = (seconds: number): number => FAULT_AT + seconds * 1_000;

const alert = (name: string, from: number, to?: number, of = '', cause?: string): SeenAlert => ({
  name,
  of,
  cause,
  description: `${name} fires.`,
  firedMs: after(from),
  ...(to !== undefined && { resolvedMs: after(to) }),
});
const notice = (kind: string, at: number): Told => ({ atMs: after(at), receiver: 'notice', kind, title: `${kind}!` });

function result(fault: FaultName, seen: Partial<Pick<Observed, 'alerts' | 'told'>>) {
  const traffic = { predictions: 10, failed: 0, labels: 5 };
  return resultOf(FAULT_BY_NAME[fault], {
    injectedMs: FAULT_AT,
    endedMs: after(60),
    alerts: [],
    told: [],
    traffic,
    ...seen,
  });
}

describe('a fault', () => {
  it('is detected by the first alert of its own after it', () => {
    const alerts = [
      alert('LatencyHigh', 3),
      alert('FeatureDrift', 20, undefined, 'device_type'),
      alert('FeatureDrift', 12, 30, 'amount'),
    ];
    expect(result('covariate', { alerts }).detected).toEqual({ by: 'FeatureDrift (amount)', seconds: 12 });
  });

  it('is detected by a notice of the service, where that is what says it', () => {
    const told = [notice('started', 2), notice('rolled-back', 9)];
    expect(result('bad-challenger', { told }).detected).toEqual({ by: 'the notice "rolled-back!"', seconds: 9 });
  });

  it('is not detected by what fired before it: that was a false alarm', () => {
    const { detected, falseAlarms } = result('covariate', { alerts: [alert('FeatureDrift', -4, undefined, 'amount')] });
    expect({ detected, falseAlarms }).toEqual({ detected: undefined, falseAlarms: ['FeatureDrift (amount)'] });
  });

  it('is not detected by an alert of another cause', () => {
    const [latency, accuracy] = ['latency', 'accuracy'].map((cause, place) =>
      alert('ModelRetrainingNeeded', 5 + place, undefined, cause, cause),
    );
    expect(result('concept', { alerts: [latency] }).detected).toBeUndefined();
    expect(result('concept', { alerts: [latency, accuracy] }).detected).toEqual({
      by: 'ModelRetrainingNeeded (accuracy)',
      seconds: 6,
    });
  });

  it('counts what each receiver got after it', () => {
    const told = [notice('started', -1), notice('started', 1), { ...notice('alert', 2), receiver: 'slack' as const }];
    expect(result('concept', { told }).told).toEqual({ notice: 1, slack: 1, pagerduty: 0 });
  });
});

describe('healing', () => {
  it('by a retraining: when the new version is deployed and the alert is over, whichever comes last', () => {
    const alerts = [alert('ModelRetrainingNeeded', 20, 26, 'accuracy v1')];
    expect(result('concept', { alerts, told: [notice('deployed', 24)] }).healing).toMatchObject({
      kind: 'healed',
      seconds: 26,
    });
    expect(result('concept', { alerts, told: [notice('deployed', 27)] }).healing).toMatchObject({
      kind: 'healed',
      seconds: 27,
    });
  });

  it('goes on although the alert of another cause is not over', () => {
    const alerts = [
      alert('ModelRetrainingNeeded', 20, 26, 'accuracy v1', 'accuracy'),
      alert('ModelRetrainingNeeded', 10, undefined, 'latency', 'latency'),
    ];
    expect(result('concept', { alerts, told: [notice('deployed', 24)] }).healing).toMatchObject({
      kind: 'healed',
      seconds: 26,
    });
  });

  it('is told from alerts alone where notices are not seen', () => {
    const alerts = [alert('ModelRetrainingNeeded', 20, 26, 'accuracy v1', 'accuracy')];
    expect(result('concept', { alerts, told: undefined }).healing).toEqual({
      kind: 'healed',
      by: 'ModelRetrainingNeeded resolved',
      seconds: 26,
    });
    expect(result('concept', { told: undefined }).healing).toEqual({ kind: 'not-healed' });
  });

  it.each([
    ['no version was deployed', { alerts: [alert('ModelRetrainingNeeded', 20, 26)] }],
    ['the alert still fires', { alerts: [alert('ModelRetrainingNeeded', 20)], told: [notice('deployed', 24)] }],
    [
      'it fires again',
      {
        alerts: [alert('ModelRetrainingNeeded', 20, 26), alert('ModelRetrainingNeeded', 30)],
        told: [notice('deployed', 24)],
      },
    ],
  ])('not while %s', (_, seen) => {
    expect(result('concept', seen).healing).toEqual({ kind: 'not-healed' });
  });

  it('by a rollback needs no alert', () => {
    expect(result('bad-challenger', { told: [notice('rolled-back', 9)] }).healing).toMatchObject({
      kind: 'healed',
      seconds: 9,
    });
  });

  it('is left to people where nothing heals by itself', () => {
    expect(result('missing', {}).healing).toEqual({ kind: 'tells-people' });
  });
});

describe('an exercise fails', () => {
  const drift = alert('FeatureDrift', 12);
  const breach = alert('ModelRetrainingNeeded', 20, 26);
  it.each([
    ['is not detected', 'missing', {}, true],
    ['is detected, and left to people', 'missing', { alerts: [drift] }, false],
    ['is detected and not healed', 'concept', { alerts: [breach] }, true],
    ['is detected and healed', 'concept', { alerts: [breach], told: [notice('deployed', 24)] }, false],
    ['is none: the clean replay', 'clean', {}, false],
  ] as const)('or does not, when the fault %s', (_, fault, seen, fails) => {
    expect(isMissed(result(fault, seen as Parameters<typeof result>[1]))).toBe(fails);
  });
});

describe('a clean replay', () => {
  it('has nothing to detect or heal, and every alert is a false alarm', () => {
    const { detected, healing, falseAlarms } = result('clean', { alerts: [alert('LatencyHigh', 3)] });
    expect({ detected, healing, falseAlarms }).toEqual({
      detected: undefined,
      healing: { kind: 'nothing-to-heal' },
      falseAlarms: ['LatencyHigh'],
    });
  });
});
