import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { compareWithReference } from '../../src/drift/checks/drift-report.js';
import { generateTransactions } from '../../src/generator/index.js';
import { summarisePredictions } from '../../src/metrics/summaries/prediction-summary.js';
import { compileEncoder, type FeatureReference, type Reference } from '../../src/models/index.js';
import type { Prediction } from '../../src/prediction/index.js';
import { buildReference } from '../../src/retraining/analysis/reference.js';
import { designEffect } from '../../src/statistics/index.js';
import { normals } from '../statistics/samples.js';
import { DAY_MS } from './traffic.js';

const { features, drift } = readConfig('homeostat.config.yaml');
const START = Date.UTC(2026, 0, 5);
const FITTED_DAYS = 24;
const HISTORY_DAYS = 30;
const rule = { minimumRows: 200, falseAlarmRate: 0.01, tests: drift.tests };

/** 300 payments a day: a reference of 24 days and 60 later days, none with drift. */
function stream(seed: number): { reference: Reference; days: Prediction[][] } {
  const encode = compileEncoder(features, { outOfRange: 'accept', unseenCategories: 'accept' });
  const fitted: Prediction[] = [];
  const days = Array.from({ length: 60 }, (): Prediction[] => []);
  for (const { timestamp, features: values } of generateTransactions({
    seed,
    start: START,
    durationDays: HISTORY_DAYS + 60,
    transactionsPerDay: 300,
  })) {
    const row = encode(values, 'features', [])!.row;
    const day = Math.floor((timestamp - START) / DAY_MS);
    const prediction = { scoredAt: timestamp, row, score: 0, positive: false } as unknown as Prediction;
    if (day < FITTED_DAYS) fitted.push(prediction);
    else if (day >= HISTORY_DAYS) days[day - HISTORY_DAYS]?.push(prediction);
  }
  const column = (index: number) => Float64Array.from(fitted, ({ row }) => row.values[index] ?? NaN);
  const clock = { times: Float64Array.from(fitted, ({ scoredAt }) => scoredAt), cycleMs: DAY_MS };
  const none = new Float64Array();
  const reference = buildReference(
    { kinds: [], columns: features.map((_, index) => column(index)), labels: new Uint8Array(fitted.length) },
    features,
    { heldOutScores: none, outOfBagScores: none, estimator: undefined },
    { fitted: clock, heldOut: { times: none, cycleMs: DAY_MS } },
  );
  return { reference, days };
}

function driftedColumns(reference: Reference, days: readonly Prediction[][]): string[] {
  const summaries = days.map((rows) => summarisePredictions(rows, features, reference));
  const drifted = summaries.slice(1).flatMap((current, index) => {
    const windows = { current: { from: DAY_MS, to: 2 * DAY_MS }, previous: { from: 0, to: DAY_MS } };
    const previous = summaries[index];
    const report = compareWithReference({ modelVersion: '1', features, reference, windows, current, previous }, rule);
    return report.features.filter(({ verdict }) => verdict.kind === 'drifted').map(({ name }) => name);
  });
  return [...new Set(drifted)];
}

function asIfIndependent(reference: Reference): Reference {
  const without = ({ designEffect: _, ...column }: FeatureReference) => column as FeatureReference;
  const columns = Object.entries(reference.features).map(([name, column]) => [name, without(column)] as const);
  return { ...reference, features: Object.fromEntries(columns) };
}

describe('60 days of clustered rows without drift', { timeout: 60_000 }, () => {
  it('call one column of five streams drifted at most, where rows taken for independent call many', () => {
    const streams = [1, 2, 3, 4, 5].map(stream);
    const called = streams.flatMap(({ reference, days }) => driftedColumns(reference, days));
    const asIndependent = streams.flatMap(({ reference, days }) => driftedColumns(asIfIndependent(reference), days));
    expect(called.length).toBeLessThanOrEqual(1);
    expect(asIndependent.length).toBeGreaterThan(30);
  });
});

describe('the design effect of rows', () => {
  const blocksOf = (values: number[]): number[][] =>
    Array.from({ length: 24 }, (_, day) => {
      const counts = [0, 0, 0, 0];
      for (const value of values.slice(day * 100, day * 100 + 100))
        counts[Math.floor(2 + Math.max(-2, Math.min(1.9, value)))] += 1;
      return counts;
    });

  it('that are independent is 1 for nearly all columns', () => {
    const effects = Array.from({ length: 200 }, (_, seed) => designEffect(blocksOf(normals(2_400, 0, seed + 1)))!);
    expect(effects.filter((effect) => effect > 1).length).toBeLessThanOrEqual(6);
  });

  it('that come ten times each is ten or somewhat more, as the largest of several block lengths counts', () => {
    const repeated = (seed: number) => normals(240, 0, seed).flatMap((value) => Array<number>(10).fill(value));
    const effects = Array.from({ length: 21 }, (_, seed) => designEffect(blocksOf(repeated(seed + 1)))!);
    const median = effects.sort((a, b) => a - b)[10];
    expect(median).toBeGreaterThan(8);
    expect(median).toBeLessThan(20);
  });

  it('is not known of fewer than three blocks', () => {
    expect(
      designEffect([
        [50, 50],
        [10, 90],
      ]),
    ).toBeUndefined();
  });
});
