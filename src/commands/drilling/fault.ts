import type { DriftKind } from '../../generator/index.js';
import type { HurriedAlert } from '../monitoring/prometheus-files.js';

/** What can be made to go wrong. */
export const FAULTS = [
  'clean',
  'covariate',
  'concept',
  'label-delay',
  'missing',
  'latency',
  'errors',
  'bad-challenger',
] as const;
export type FaultName = (typeof FAULTS)[number];

/** One exercise: what is done to the service, and what is to come of it. */
export interface Fault {
  readonly name: FaultName;
  /** What is done, in one line. */
  readonly meaning: string;
  /** How the generator's traffic changes. */
  readonly drift: DriftKind;
  /** What is done to the service beside its traffic. */
  readonly harm?: 'slow-database' | 'no-database' | 'poisoned-training';
  /** Any of these alerts, or of these kinds of notices, is a detection. */
  readonly detectedBy: { readonly alerts: readonly string[]; readonly notices: readonly string[] };
  /** Of alerts that have a label `cause`, only those with this one are signs of it. */
  readonly cause?: string;
  /** What ends it; undefined: by design people are told, and nothing else. */
  readonly healedBy?: { readonly notice: string; readonly resolved?: string };
  /** An alert that looks a week back, which can't be shown in minutes. */
  readonly hurried?: HurriedAlert;
  /** Half of the labels take longer, in hours of the service's clock. */
  readonly labelDelayHours: number;
  /** Hours of the service's clock before the fault. */
  readonly baselineHours: number;
}

const WEEK_S = 7 * 86_400;
const ACCURACY_ALERTS = ['ModelRetrainingNeeded', 'ModelAccuracyLow', 'ModelAccuracyCritical', 'ModelAccuracyWarning'];
const USUAL = { drift: 'none', labelDelayHours: 0.3, baselineHours: 2 } as const;

/** Every fault. Names of alerts are those of ops/prometheus/rules. */
export const FAULT_BY_NAME: Readonly<Record<FaultName, Fault>> = {
  clean: {
    ...USUAL,
    name: 'clean',
    meaning: 'nothing: whatever is said is a false alarm',
    detectedBy: { alerts: [], notices: [] },
  },
  covariate: {
    ...USUAL,
    name: 'covariate',
    meaning: 'inputs shift, fraud stays what it was',
    drift: 'covariate',
    detectedBy: { alerts: ['FeatureDrift', 'FeatureMeanShift', 'PredictionDrift'], notices: [] },
  },
  concept: {
    ...USUAL,
    name: 'concept',
    meaning: 'fraud that passes for ordinary payments, and more of it',
    drift: 'concept',
    detectedBy: { alerts: ACCURACY_ALERTS, notices: [] },
    cause: 'accuracy',
    healedBy: { notice: 'deployed', resolved: 'ModelRetrainingNeeded' },
  },
  'label-delay': {
    ...USUAL,
    name: 'label-delay',
    meaning: 'labels come four times as late',
    drift: 'label-delay',
    detectedBy: { alerts: ['LabelsStalling'], notices: [] },
    // Its week passes in 45 s.
    hurried: { alert: 'LabelsStalling', speed: WEEK_S / 45 },
    labelDelayHours: 1,
    baselineHours: 6,
  },
  missing: {
    ...USUAL,
    name: 'missing',
    meaning: 'device and location data are no longer sent',
    drift: 'missing',
    detectedBy: { alerts: ['FeatureDrift'], notices: [] },
  },
  latency: {
    ...USUAL,
    name: 'latency',
    meaning: 'the database holds each write up for about a second',
    harm: 'slow-database',
    detectedBy: {
      alerts: [
        'LatencyHigh',
        'LatencyVeryHigh',
        'PredictionLatencyHigh',
        'LatencyBudgetBurnFast',
        'LatencyBudgetBurnSlow',
      ],
      notices: [],
    },
    baselineHours: 1,
  },
  errors: {
    ...USUAL,
    name: 'errors',
    meaning: 'the database lets nobody in',
    harm: 'no-database',
    detectedBy: {
      alerts: ['PredictionErrorRateHigh', 'AvailabilityBudgetBurnFast', 'AvailabilityBudgetBurnSlow'],
      notices: [],
    },
    baselineHours: 1,
  },
  'bad-challenger': {
    ...USUAL,
    name: 'bad-challenger',
    meaning: 'a version trained on labels that are all wrong is activated by hand, whatever the gate said',
    harm: 'poisoned-training',
    detectedBy: { alerts: ['ModelRolledBack'], notices: ['rolled-back'] },
    healedBy: { notice: 'rolled-back' },
    baselineHours: 1,
  },
};
