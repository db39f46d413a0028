import { expect } from 'vitest';
import type { Config } from '../../../src/config/index.js';
import { rowValues } from '../../../src/models/index.js';
import {
  aucInterval,
  averagePrecision,
  averagePrecisionInterval,
  f1Interval,
  type Interval,
  rocAuc,
  wilsonInterval,
} from '../../../src/statistics/index.js';
import { type Cells, cellsOf, type Expected, moneyOf, type Row, scoreBin } from './log.js';

/** @param window the predictions of the performance window, by version */
export function addPerformance(
  expected: Expected,
  window: ReadonlyMap<string, readonly Row[]>,
  { windows, ...config }: Config,
): void {
  for (const [version, rows] of window) {
    const label = `model_version="${version}"`;
    const labelled = rows.filter(({ actual }) => actual !== null);
    expected.set(`ml_model_labelled_predictions{${label}}`, [labelled.length]);
    if (labelled.length >= windows.minimumLabels) addFigures(expected, label, labelled);
    for (const [segment, its] of segmentsOf(labelled, config)) {
      const key = `{${label},segment="${segment}"}`;
      expected.set(`ml_segment_labelled_predictions${key}`, [its.length]);
      if (its.length < windows.minimumLabels) continue;
      const { accuracy, precision, recall } = sharesOf(cellsOf(its));
      for (const [metric, share] of Object.entries({ accuracy, precision, recall })) {
        if (share) expected.set(`ml_segment_${metric}${key}`, [share[0] / share[1]]);
      }
    }
  }
  const scored = [...window.values()].flat();
  if (scored.length > 0) {
    expected.set('ml_label_coverage_ratio', [scored.filter(({ actual }) => actual !== null).length / scored.length]);
  }
}

function addFigures(expected: Expected, label: string, labelled: readonly Row[]): void {
  for (const [metric, { value, interval }] of Object.entries(figuresOf(labelled))) {
    const name = metric === 'false_positive_rate' ? 'ml_false_positive_rate' : `ml_model_${metric}`;
    expected.set(`${name}{${label}}`, [value]);
    if (!interval) continue;
    expected.set(`ml_model_metric_lower{${label},metric="${metric}"}`, [interval.lower]);
    expected.set(`ml_model_metric_upper{${label},metric="${metric}"}`, [interval.upper]);
  }
}

/** Absent where the denominator is 0. */
function sharesOf({ tp, fp, tn, fn }: Cells): Partial<Record<string, [part: number, whole: number]>> {
  const all: Record<string, [number, number]> = {
    accuracy: [tp + tn, tp + fp + tn + fn],
    precision: [tp, tp + fp],
    recall: [tp, tp + fn],
    false_positive_rate: [fp, fp + tn],
  };
  return Object.fromEntries(Object.entries(all).filter(([, [, whole]]) => whole > 0));
}

function figuresOf(labelled: readonly Row[]): Record<string, { value: number; interval: Interval | undefined }> {
  const cells = cellsOf(labelled);
  const { tp, fp, tn, fn } = cells;
  const shares = Object.entries(sharesOf(cells)).map(
    ([metric, share]) => [metric, { value: share![0] / share![1], interval: wilsonInterval(...share!) }] as const,
  );
  const truths = labelled.map(({ actual }) => Number(actual));
  const binned = labelled.map(({ score }) => scoreBin(score));
  const auc = rocAuc(binned, truths);
  const precisions = averagePrecision(binned, truths);
  return {
    ...Object.fromEntries(shares),
    ...(tp + fp + fn > 0 && { f1: { value: (2 * tp) / (2 * tp + fp + fn), interval: f1Interval(cells) } }),
    ...(auc !== undefined && { auc: { value: auc, interval: aucInterval(auc, tp + fn, fp + tn) } }),
    ...(precisions !== undefined && {
      average_precision: { value: precisions, interval: averagePrecisionInterval(precisions, tp + fn) },
    }),
  };
}

export function segmentsOf(
  rows: readonly Row[],
  { segments: definitions, features }: Pick<Config, 'segments' | 'features'>,
): Map<string, Row[]> {
  const segments = new Map<string, Row[]>();
  for (const row of rows) {
    for (const { feature, edges } of definitions) {
      const index = features.findIndex(({ name }) => name === feature);
      const segment = `${feature}=${partOf(rowValues(row.features)[index], features[index], edges)}`;
      segments.set(segment, [...(segments.get(segment) ?? []), row]);
    }
  }
  return segments;
}

function partOf(value: number, feature: Config['features'][number], edges: readonly number[]): string {
  if (Number.isNaN(value)) return 'missing';
  if (feature.kind === 'categorical') return feature.categories[value] ?? '(unseen)';
  if (feature.kind === 'boolean') return value === 1 ? 'true' : 'false';
  const lower = edges.findLast((edge) => edge <= value);
  const upper = edges.find((edge) => edge > value);
  if (lower === undefined) return `below ${upper}`;
  return upper === undefined ? `from ${lower}` : `${lower} to ${upper}`;
}

/**
 * GET /performance: counts and money exactly; ranking figures of the single scores, and quantiles of delays, inside the
 * stated bounds.
 */
export function expectPerformance(versions: any[], recounted: ReadonlyMap<string, readonly Row[]>): void {
  expect(versions.map(({ model_version }) => model_version)).toEqual([...recounted.keys()].sort());
  for (const version of versions) {
    const rows = recounted.get(version.model_version)!;
    const labelled = rows.filter(({ actual }) => actual !== null);
    expect(version).toMatchObject({
      predictions: rows.length,
      labels: labelled.length,
      counts: cellsOf(labelled),
      money: {
        protected: expect.closeTo(moneyOf(labelled, true, true), 6),
        missed: expect.closeTo(moneyOf(labelled, false, true), 6),
        blocked: expect.closeTo(moneyOf(labelled, true, false), 6),
      },
    });
    const scores = labelled.map(({ score }) => score);
    const truths = labelled.map(({ actual }) => Number(actual));
    expectWithin(version.figures.auc?.binning, rocAuc(scores, truths));
    expectWithin(version.figures.average_precision?.binning, averagePrecision(scores, truths));
    const delays = labelled.map((row) => Math.max(0, row.firstLabelledAt!.getTime() - row.scoredAt.getTime()) / 1_000);
    delays.sort((a, b) => a - b);
    expectWithin(version.label_delay?.median.binning, delays[Math.ceil(delays.length * 0.5) - 1]);
    expectWithin(version.label_delay?.p90.binning, delays[Math.ceil(delays.length * 0.9) - 1]);
  }
}

function expectWithin(stated: { lower: number; upper: number | null } | undefined, exact: number | undefined): void {
  if (!stated) return;
  expect(exact).toBeGreaterThanOrEqual(stated.lower - 1e-12);
  expect(exact).toBeLessThanOrEqual((stated.upper ?? Infinity) + 1e-12);
}
