import type { FeatureDefinition } from '../../src/config/index.js';
import { testConfig } from '../support/config.js';
import { compareWithReference } from '../../src/drift/index.js';
import {
  mergePredictionSummaries,
  noOutcomes,
  type OutcomeHour,
  type PredictionSummary,
} from '../../src/metrics/index.js';
import type { Reference } from '../../src/models/index.js';
import type { ReportInputs } from '../../src/report/index.js';
import { momentsOf } from '../../src/statistics/index.js';

export const HOUR_MS = 3_600_000;
export const NOW = Date.parse('2026-03-04T12:30:00Z');

/** A name that breaks a page which forgets to escape it once. */
export const NASTY = `<b>&"'</b>`;

const FEATURES = [
  { name: 'amount', kind: 'numeric', required: true, missing_values: [] },
  { name: NASTY, kind: 'categorical', required: true, missing_values: [], categories: [NASTY, 'chip'] },
  { name: 'card_present', kind: 'boolean', required: true, description: NASTY },
] as unknown as FeatureDefinition[];

const numbers = { mean: 50, standardDeviation: 30, ranks: { values: [], below: [], upTo: [] } };

export const REFERENCE: Reference = {
  rows: 1_000,
  features: {
    amount: { kind: 'numeric', edges: [10, 100], counts: [300, 400, 300], missing: 0, ...numbers },
    [NASTY]: { kind: 'categorical', counts: [500, 500, 0], missing: 0 },
    card_present: { kind: 'categorical', counts: [200, 790], missing: 10 },
  },
  scores: { kind: 'numeric', edges: [0.1, 0.5], counts: [600, 300, 100], missing: 0, ...numbers },
};

/** An hour of 400 predictions: amounts as given by bin, everything else as in the reference. */
export function predictionHour(
  hour: number,
  amounts: [number, number, number] = [120, 160, 120],
): { from: number; to: number; summary: PredictionSummary } {
  const values = amounts.flatMap((rows, bin) => Array.from({ length: rows }, () => [5, 50, 500][bin]));
  const number = (bins: number[]) => ({ kind: 'numeric', moments: momentsOf(values), bins, last: null }) as const;
  return {
    from: hour,
    to: hour + HOUR_MS,
    summary: {
      scored: 400,
      positive: 40,
      scores: number([240, 120, 40]),
      features: {
        amount: number(amounts),
        [NASTY]: { kind: 'categorical', counts: [200, 200, 0], missing: 0 },
        card_present: { kind: 'categorical', counts: [80, 316], missing: 4 },
      },
    },
  };
}

/** Labels by score bin, 256 of them. */
function bins(counts: Record<number, number>): Int32Array {
  return Int32Array.from({ length: 256 }, (_, bin) => counts[bin] ?? 0);
}

/** 200 labels of an hour: 20 positives with scores near 0.9 and 0.3, 180 negatives near 0.1 and 0.6. */
export function outcomeHour(hour: number): OutcomeHour {
  return {
    hour,
    modelVersion: 'v1',
    summary: {
      ...noOutcomes(),
      counts: { tp: 15, fn: 5, tn: 170, fp: 10 },
      positives: bins({ 230: 15, 76: 5 }),
      negatives: bins({ 25: 170, 153: 10 }),
      amountMicros: { tp: 1_500_000_000, fn: 250_000_000, tn: 0, fp: 10_000_000 },
    },
  };
}

const { drift } = testConfig({ drift: { minimum_rows: 200, cycle: '1h' } });
const DRIFTED: [number, number, number] = [0, 40, 360];

/** The drift check of a window, confirmed by an hour of drifted amounts before it unless told otherwise. */
export function driftCheck(
  current: PredictionSummary | undefined,
  rule = drift,
  reference = REFERENCE,
  previous: PredictionSummary | 'none' = predictionHour(0, DRIFTED).summary,
): ReportInputs['check'] {
  const windows = { current: { from: NOW - 3.5 * HOUR_MS, to: NOW }, previous: { from: 0, to: NOW - 3.5 * HOUR_MS } };
  const subject = { modelVersion: 'v1', features: FEATURES, reference, windows, current };
  return {
    report: compareWithReference({ ...subject, previous: previous === 'none' ? undefined : previous }, rule),
    current,
  };
}

/** Three hours with labels; the last two have drifted amounts. */
export function reportInputs(changes: Partial<ReportInputs> = {}): ReportInputs {
  const first = NOW - 3.5 * HOUR_MS;
  const hours = [first, first + HOUR_MS, first + 2 * HOUR_MS];
  const predictions = [predictionHour(hours[0]), ...hours.slice(1).map((hour) => predictionHour(hour, DRIFTED))];
  return {
    config: {
      drift,
      name: 'test',
      classes: { positive: NASTY, negative: 'legitimate' },
      amount: { feature: 'amount', currency: 'USD' },
    },
    minimumLabels: 100,
    generatedAt: NOW,
    window: { from: first, to: NOW },
    version: {
      version: 'v1',
      schemaVersion: 1,
      engine: 'histogram-forest',
      parameters: {},
      metrics: { accuracy: 0.95 },
      training: {
        rows: 1_000,
        positives: 100,
        from: '2026-01-01T00:00:00Z',
        to: '2026-02-01T00:00:00Z',
        source: `import of ${NASTY}`,
        measuredOn: 'the newest rows',
        seconds: 1,
      },
      createdAt: new Date(first),
      artefactBytes: 1,
    },
    active: true,
    decisionThreshold: 0.5,
    schema: { version: 1, features: FEATURES },
    reference: REFERENCE,
    stepMs: HOUR_MS,
    predictions,
    check: driftCheck(predictions.map(({ summary }) => summary).reduce(mergePredictionSummaries)),
    estimate: undefined,
    outcomes: hours.map(outcomeHour),
    otherVersions: [],
    ...changes,
  };
}
