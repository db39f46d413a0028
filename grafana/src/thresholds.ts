import { HUES } from './colours.js';

/** The value from which a colour holds; the first has none below it. */
export type Threshold = readonly [from: number | null, colour: string];

export type States = Readonly<Record<string, { readonly text: string; readonly color: string }>>;

/** Of accuracy: green from 95 %, yellow from 85 %, red below, where ModelAccuracyLow fires. */
export const ACCURACY: readonly Threshold[] = [
  [null, 'red'],
  [0.85, 'yellow'],
  [0.95, 'green'],
];

/** Seconds of P95: the alerts LatencyHigh and PredictionLatencyHigh. */
export const LATENCY_P95: readonly Threshold[] = [
  [null, 'green'],
  [0.3, 'yellow'],
  [0.5, 'red'],
];

/** Seconds on a graph of quantiles: the alerts LatencyHigh (P95) and LatencyVeryHigh (P99). */
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

/** PSI: below 0.1, where the test of drift begins, as in training; above 0.25 another distribution. */
export const PSI: readonly Threshold[] = [
  [null, 'green'],
  [0.1, 'yellow'],
  [0.25, 'red'],
];

/** Multiples of the rate at which a month's budget would just last: a page at the alerts' two faster pairs of windows. */
export const BURN_FAST: readonly Threshold[] = [
  [null, 'green'],
  [6, 'yellow'],
  [14.4, 'red'],
];

/** ... and a warning at their two slower ones. */
export const BURN_SLOW: readonly Threshold[] = [
  [null, 'green'],
  [1, 'yellow'],
  [3, 'red'],
];

/** Rows that wait for the database: the alert PredictionQueueGrowing. */
export const QUEUE: readonly Threshold[] = [
  [null, 'green'],
  [10_000, 'red'],
];

/** Seconds that a notice waits: the alert NoticesStuck. */
export const NOTICE_AGE: readonly Threshold[] = [
  [null, 'green'],
  [900, 'red'],
];

/** Seconds that figures are behind the log: the alert SummariesBehind. */
export const SUMMARIES_LAG: readonly Threshold[] = [
  [null, 'green'],
  [300, 'red'],
];

/** Standard deviations in a week: the alert FeatureMeanShift. */
export const MEAN_SHIFT: readonly Threshold[] = [
  [null, 'red'],
  [-2, 'green'],
  [2, 'red'],
];

/** Anything above 0 is bad. */
export const NONE_IS_GOOD: readonly Threshold[] = [
  [null, 'green'],
  [1, 'red'],
];

/** Less than 1 is bad. */
export const ONE_IS_GOOD: readonly Threshold[] = [
  [null, 'red'],
  [1, 'green'],
];

/** Mean rank in the training data, 0 to 1: smaller values in blues, as in training, larger ones in orange. */
export const MEAN_RANK: readonly Threshold[] = [
  [null, HUES.blue],
  [0.3, HUES.sky],
  [0.4, '#D9D9D9'],
  [0.6, HUES.orange],
  [0.7, HUES.vermilion],
];

/** A state that is neither good nor bad. */
export const ON_OR_OFF: readonly Threshold[] = [
  [null, 'transparent'],
  [1, 'blue'],
];

export const YES_IS_BAD: States = { 0: { text: 'no', color: 'green' }, 1: { text: 'yes', color: 'red' } };
export const PASSED: States = { 0: { text: 'failed', color: 'red' }, 1: { text: 'passed', color: 'green' } };
export const TRUSTED: States = { 0: { text: 'not trusted', color: 'red' }, 1: { text: 'trusted', color: 'green' } };
export const UNDER_WAY: States = { 0: { text: 'no', color: HUES.grey }, 1: { text: 'yes', color: 'blue' } };
export const ANSWERS: States = {
  0: { text: 'stands by', color: 'transparent' },
  1: { text: 'answers', color: 'blue' },
};
