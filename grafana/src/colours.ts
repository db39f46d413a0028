import type { Threshold } from './panels.js';

/** Of accuracy: green from 95 %, yellow from 85 %, red below. */
export const ACCURACY: readonly Threshold[] = [
  [null, 'red'],
  [0.85, 'yellow'],
  [0.95, 'green'],
];

/** Seconds to score one transaction: the alerts LatencyHigh (P95 above 0.3 s) and LatencyVeryHigh (P99 above 1 s). */
export const LATENCY: readonly Threshold[] = [
  [null, 'green'],
  [0.3, 'yellow'],
  [1, 'red'],
];

/** Share of requests that fail: the alert PredictionErrorRateHigh is at 10 %. */
export const FAILURES: readonly Threshold[] = [
  [null, 'green'],
  [0.01, 'yellow'],
  [0.1, 'red'],
];

/** PSI: below 0.1 as in training, above 0.25 another distribution. */
export const PSI: readonly Threshold[] = [
  [null, 'green'],
  [0.1, 'yellow'],
  [0.25, 'red'],
];

/** Anything above 0 is bad. */
export const NONE_IS_GOOD: readonly Threshold[] = [
  [null, 'green'],
  [1, 'red'],
];

export const QUANTILES = {
  P50: { color: 'green' },
  P95: { color: 'yellow' },
  P99: { color: 'red' },
} as const;

export const YES_NO = {
  0: { text: 'no', color: 'green' },
  1: { text: 'yes', color: 'red' },
} as const;
