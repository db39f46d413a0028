import { describe, expect, it } from 'vitest';
import type { ConditionResult } from '../../../src/retraining/decision/conditions/condition-result.js';
import { decide, type Evidence, type Policy } from '../../../src/retraining/decision/decide.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-04T02:00:00Z');
const POLICY: Policy = { cooldownMs: 6 * HOUR, maximumPerDay: 2, minimumRows: 1_000 };

const about = { expr: '', source: 'prometheus' } as const;
const ACCURACY: ConditionResult = { ...about, name: 'accuracy', state: 'breach', value: 0.78612, detail: 'v="v1"' };
const LATENCY: ConditionResult = { ...about, name: 'latency', state: 'breach', value: 0.5 };
const FINE: ConditionResult = { ...about, name: 'accuracy', state: 'ok', value: 0.95 };
const NO_DATA: ConditionResult = { ...about, name: 'latency', state: 'no-data', detail: 'no series' };
const ERROR: ConditionResult = { ...about, name: 'latency', state: 'error', detail: 'Prometheus answered 500' };
const ESCALATED = new Map([['condition:accuracy', 'people were told']]);

const CALM: Evidence = {
  now: NOW,
  trigger: 'schedule',
  force: false,
  askedCause: undefined,
  conditions: [ACCURACY, NO_DATA],
  held: new Map(),
  runningRun: undefined,
  lastTrainedAt: undefined,
  trainedInLastDay: 0,
  probation: undefined,
  labelledRows: 1_000,
};
const ALERT = { trigger: 'alert', askedCause: 'alert:Slow', conditions: [FINE] } as const;
const MANUAL = { trigger: 'manual', askedCause: 'manual', conditions: [FINE] } as const;
const FORCED = { ...MANUAL, force: true } as const;

describe('a run is made', () => {
  it.each<[string, Partial<Evidence>, string, string]>([
    ['when a condition holds', {}, 'condition:accuracy', 'accuracy is in breach (0.7861, v="v1")'],
    [
      'for the first of several conditions',
      { conditions: [ACCURACY, LATENCY] },
      'condition:accuracy',
      'accuracy is in breach (0.7861, v="v1"); latency is in breach (0.5)',
    ],
    [
      'for the first condition that is not held',
      { conditions: [ACCURACY, LATENCY], held: ESCALATED },
      'condition:latency',
      'latency is in breach (0.5)',
    ],
    ['by an alert', ALERT, 'alert:Slow', 'the alert Slow fires'],
    ['by hand', MANUAL, 'manual', 'asked for by hand'],
    ['by hand with too few rows: the run says which', { ...MANUAL, labelledRows: 0 }, 'manual', 'asked for by hand'],
    [
      'when the cooldown is just over',
      { lastTrainedAt: NOW - 6 * HOUR },
      'condition:accuracy',
      'accuracy is in breach (0.7861, v="v1")',
    ],
    [
      'below the daily maximum',
      { trainedInLastDay: 1 },
      'condition:accuracy',
      'accuracy is in breach (0.7861, v="v1")',
    ],
    [
      'by force, whatever speaks against it',
      {
        ...FORCED,
        probation: { modelVersion: 'v2', endsAt: NOW + HOUR },
        lastTrainedAt: NOW,
        trainedInLastDay: 9,
        labelledRows: 0,
        held: new Map([['manual', 'no']]),
      },
      'manual',
      'asked for by hand',
    ],
    [
      'by force for an alert that is held',
      { ...ALERT, force: true, held: new Map([['alert:Slow', 'no']]) },
      'alert:Slow',
      'the alert Slow fires',
    ],
  ])('%s', (_, change, cause, reason) => {
    expect(decide({ ...CALM, ...change }, POLICY)).toEqual({ kind: 'retrain', cause, reason });
  });
});

describe('no run is made', () => {
  const held = 'accuracy is in breach (0.7861, v="v1"), but';
  it.each<[string, Partial<Evidence>, string]>([
    ['without a condition', { conditions: [] }, 'no condition is configured'],
    [
      'when no condition holds',
      { conditions: [FINE, NO_DATA] },
      'no condition holds: accuracy is fine (0.95); latency has no data (no series)',
    ],
    [
      'for an error',
      { conditions: [ERROR] },
      'no condition holds: latency could not be told (Prometheus answered 500)',
    ],
    ['for a held cause', { held: ESCALATED }, 'accuracy is in breach, but people were told'],
    [
      'for a held alert',
      { ...ALERT, held: new Map([['alert:Slow', 'people were told']]) },
      'the alert Slow fires, but people were told',
    ],
    ['beside another run', { runningRun: 7 }, 'run 7 is not finished'],
    ['beside another run, by force', { ...FORCED, runningRun: 7 }, 'run 7 is not finished'],
    [
      'during probation',
      { probation: { modelVersion: 'v2', endsAt: NOW + 30 * HOUR } },
      `${held} v2 is on probation for 1d 6h more`,
    ],
    [
      'in the cooldown',
      { lastTrainedAt: NOW - 4 * HOUR },
      `${held} a run trained 4h ago: the cooldown of 6h ends in 2h`,
    ],
    [
      'past the daily maximum',
      { trainedInLastDay: 2, lastTrainedAt: NOW - 7 * HOUR },
      `${held} 2 runs trained in the last 24 hours, and at most 2 may`,
    ],
    [
      'with too few rows',
      { labelledRows: 999 },
      `${held} there are 999 labelled rows to train on, and 1000 are needed`,
    ],
    [
      'by an alert with too few rows',
      { ...ALERT, labelledRows: 3 },
      'the alert Slow fires, but there are 3 labelled rows to train on, and 1000 are needed',
    ],
    [
      'by hand in the cooldown',
      { ...MANUAL, lastTrainedAt: NOW - 1 },
      'asked for by hand, but a run trained 1m ago: the cooldown of 6h ends in 6h',
    ],
    [
      'by hand during probation',
      { ...MANUAL, probation: { modelVersion: 'v2', endsAt: NOW + 1 } },
      'asked for by hand, but v2 is on probation for 1m more',
    ],
    [
      'by hand with days of probation left',
      { ...MANUAL, probation: { modelVersion: 'v2', endsAt: NOW + 71 * HOUR + 59 * 60_000 } },
      'asked for by hand, but v2 is on probation for 3d more',
    ],
    [
      'by hand with hours and minutes of cooldown left',
      { ...MANUAL, lastTrainedAt: NOW - 60_000 },
      'asked for by hand, but a run trained 1m ago: the cooldown of 6h ends in 5h 59m',
    ],
    [
      'by hand past the daily maximum',
      { ...MANUAL, trainedInLastDay: 3 },
      'asked for by hand, but 3 runs trained in the last 24 hours, and at most 2 may',
    ],
  ])('%s', (_, change, reason) => {
    expect(decide({ ...CALM, ...change }, POLICY)).toEqual({ kind: 'skip', reason });
  });

  it('names what speaks against it first in this order: run, cause, probation, cooldown, maximum, rows', () => {
    const all = {
      runningRun: 7,
      conditions: [FINE],
      probation: { modelVersion: 'v2', endsAt: NOW + HOUR },
      lastTrainedAt: NOW - HOUR,
      trainedInLastDay: 2,
      labelledRows: 0,
    };
    const reasons: string[] = [];
    const steps: Partial<Evidence>[] = [
      {},
      { runningRun: undefined },
      { conditions: [ACCURACY] },
      { probation: undefined },
      { lastTrainedAt: undefined },
      { trainedInLastDay: 0 },
      { labelledRows: 1_000 },
    ];
    let evidence: Evidence = { ...CALM, ...all };
    for (const step of steps) {
      evidence = { ...evidence, ...step };
      reasons.push(decide(evidence, POLICY).reason);
    }
    expect(
      reasons.map(
        (reason) =>
          /not finished|no condition|probation|cooldown|24 hours|rows|in breach/.exec(reason.split('but').at(-1)!)![0],
      ),
    ).toEqual(['not finished', 'no condition', 'probation', 'cooldown', '24 hours', 'rows', 'in breach']);
  });
});
