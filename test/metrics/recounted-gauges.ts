import { expect } from 'vitest';
import type { Config } from '../../src/config/index.js';
import { rowValues } from '../../src/models/index.js';
import {
  aucInterval,
  averagePrecision,
  averagePrecisionInterval,
  f1Interval,
  type Interval,
  rocAuc,
  wilsonInterval,
} from '../../src/statistics/index.js';
import type { TestService } from '../support/service.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const SCORE_BINS = 256;

/** The gauges of this room that come from the store, but for estimates, which have tests of their own in test/drift. */
const GAUGES =
  /^ml_(?:model_(?:accuracy|precision|recall|f1|auc|average_precision|metric_lower|metric_upper|labelled_predictions)|segment_\w+|label_coverage_ratio|false_positive_rate|fraud_rate\w*|predictions_per_second|feature_(?:value|mean|std|min|max))[ {]/;

interface Row {
  modelVersion: string;
  scoredAt: Date;
  score: number;
  predicted: boolean;
  amount: number | null;
  features: Buffer;
  actual: boolean | null;
  firstLabelledAt: Date | null;
}

/** What a sample may show: one value, or one of several where the log does not say which came last. */
type Expected = Map<string, readonly number[]>;

/** Every gauge of the store on /metrics, and GET /performance, against a recount of the log itself with plain loops. */
export async function expectRecountedGauges(service: TestService, config: Config): Promise<void> {
  await service.metric('ml_model_active'); // returns when the summaries hold everything
  const rows = await readLog(service);
  const now = service.clock.now();
  const shown = samplesOf((await service.get('/metrics')).body as string);
  const expected = recount(rows, config, now);
  expect([...shown.keys()].sort()).toEqual([...expected.keys()].sort());
  const wrong = [...shown].filter(([key, value]) => !expected.get(key)!.some((its) => isClose(value, its)));
  expect(wrong.map(([key, value]) => ({ key, value, expected: expected.get(key) }))).toEqual([]);
  expectPerformance((await service.get('/performance')).body.versions, labelledWindow(rows, config, now));
}

async function readLog({ dataSource }: TestService): Promise<Row[]> {
  return dataSource.query(
    `SELECT p.model_version AS "modelVersion", p.scored_at AS "scoredAt", p.score, p.positive AS predicted, p.amount, p.features,
       l.actual, (SELECT c.labelled_at FROM label_change c WHERE c.scored_at = p.scored_at
         AND c.transaction_id = p.transaction_id AND c.previous IS NULL) AS "firstLabelledAt"
     FROM prediction p LEFT JOIN label l ON l.scored_at = p.scored_at AND l.transaction_id = p.transaction_id`,
  );
}

function samplesOf(page: string): Map<string, number> {
  const lines = page.split('\n').filter((line) => GAUGES.test(line));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

function isClose(value: number, expected: number): boolean {
  return Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
}

function recount(rows: readonly Row[], config: Config, now: number): Expected {
  const expected: Expected = new Map();
  const labelled = labelledWindow(rows, config, now);
  for (const [version, its] of labelled) addPerformance(expected, version, its, config);
  const scored = [...labelled.values()].flat();
  if (scored.length > 0) {
    expected.set('ml_label_coverage_ratio', [scored.filter(({ actual }) => actual !== null).length / scored.length]);
  }
  addTraffic(expected, rows, now);
  addFeatures(expected, since(rows, hoursBefore(now, config.windows.features)), config);
  return expected;
}

/** The predictions of the performance window, by version. */
function labelledWindow(rows: readonly Row[], config: Config, now: number): Map<string, Row[]> {
  const versions = new Map<string, Row[]>();
  for (const row of since(rows, hoursBefore(now, config.windows.performance))) {
    versions.set(row.modelVersion, [...(versions.get(row.modelVersion) ?? []), row]);
  }
  return versions;
}

function hoursBefore(now: number, lengthMs: number): number {
  return Math.floor((now - lengthMs) / HOUR_MS) * HOUR_MS;
}

function since(rows: readonly Row[], from: number, to = Infinity): Row[] {
  return rows.filter(({ scoredAt }) => scoredAt.getTime() >= from && scoredAt.getTime() < to);
}

interface Cells {
  tp: number;
  fp: number;
  tn: number;
  fn: number;
}

function cellsOf(rows: readonly Row[]): Cells {
  const count = (predicted: boolean, actual: boolean): number =>
    rows.filter((row) => row.predicted === predicted && row.actual === actual).length;
  return { tp: count(true, true), fp: count(true, false), tn: count(false, false), fn: count(false, true) };
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

function addPerformance(expected: Expected, version: string, rows: readonly Row[], config: Config): void {
  const label = `model_version="${version}"`;
  const labelled = rows.filter(({ actual }) => actual !== null);
  expected.set(`ml_model_labelled_predictions{${label}}`, [labelled.length]);
  if (labelled.length >= config.windows.minimumLabels) {
    for (const [metric, { value, interval }] of Object.entries(figuresOf(labelled))) {
      const name = metric === 'false_positive_rate' ? 'ml_false_positive_rate' : `ml_model_${metric}`;
      expected.set(`${name}{${label}}`, [value]);
      if (!interval) continue;
      expected.set(`ml_model_metric_lower{${label},metric="${metric}"}`, [interval.lower]);
      expected.set(`ml_model_metric_upper{${label},metric="${metric}"}`, [interval.upper]);
    }
  }
  for (const [segment, its] of segmentsOf(labelled, config)) {
    const key = `{${label},segment="${segment}"}`;
    expected.set(`ml_segment_labelled_predictions${key}`, [its.length]);
    if (its.length < config.windows.minimumLabels) continue;
    const { accuracy, precision, recall } = sharesOf(cellsOf(its));
    for (const [metric, share] of Object.entries({ accuracy, precision, recall })) {
      if (share) expected.set(`ml_segment_${metric}${key}`, [share[0] / share[1]]);
    }
  }
}

function figuresOf(labelled: readonly Row[]): Record<string, { value: number; interval: Interval | undefined }> {
  const cells = cellsOf(labelled);
  const { tp, fp, tn, fn } = cells;
  const shares = Object.entries(sharesOf(cells)).map(
    ([metric, share]) => [metric, { value: share![0] / share![1], interval: wilsonInterval(...share!) }] as const,
  );
  const truths = labelled.map(({ actual }) => Number(actual));
  const binned = labelled.map(({ score }) => Math.min(SCORE_BINS - 1, Math.floor(score * SCORE_BINS)));
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

function segmentsOf(rows: readonly Row[], config: Config): Map<string, Row[]> {
  const segments = new Map<string, Row[]>();
  for (const row of rows) {
    for (const { feature, edges } of config.segments) {
      const index = config.features.findIndex(({ name }) => name === feature);
      const segment = `${feature}=${partOf(rowValues(row.features)[index], config.features[index], edges)}`;
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

function addTraffic(expected: Expected, rows: readonly Row[], now: number): void {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  expected.set('ml_predictions_per_second', [since(rows, minute - 5 * MINUTE_MS, minute).length / 300]);
  for (const [name, minutes] of [
    ['ml_fraud_rate_current', 60],
    ['ml_fraud_rate', 1_440],
  ] as const) {
    const its = since(rows, minute + MINUTE_MS - minutes * MINUTE_MS);
    if (its.length > 0) expected.set(name, [its.filter(({ predicted }) => predicted).length / its.length]);
  }
}

function addFeatures(expected: Expected, rows: readonly Row[], { features }: Config): void {
  if (rows.length === 0) return;
  for (const [index, { name, kind }] of features.entries()) {
    const values = rows.map((row) => ({ at: row.scoredAt.getTime(), value: rowValues(row.features)[index] }));
    const present = values.filter(({ value }) => !Number.isNaN(value));
    const set = (statistic: string, accepted: readonly number[]): void => {
      expected.set(`ml_feature_value{feature_name="${name}",stat_type="${statistic}"}`, accepted);
      const hasOwnName = ['mean', 'std', 'min', 'max'].includes(statistic);
      if (hasOwnName) expected.set(`ml_feature_${statistic}{feature_name="${name}"}`, accepted);
    };
    set('missing_ratio', [1 - present.length / values.length]);
    if (kind !== 'numeric' || present.length === 0) continue;
    const numbers = present.map(({ value }) => value);
    const newest = Math.max(...present.map(({ at }) => at));
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
    // Those of one batch were scored in the same millisecond.
    set(
      'current',
      present.filter(({ at }) => at === newest).map(({ value }) => value),
    );
    set('mean', [mean]);
    set('std', [Math.sqrt(variance)]);
    set('min', [Math.min(...numbers)]);
    set('max', [Math.max(...numbers)]);
  }
}

/** Counts and money exactly; ranking figures of the single scores, and quantiles of delays, inside the stated bounds. */
function expectPerformance(versions: any[], recounted: Map<string, Row[]>): void {
  expect(versions.map(({ model_version }) => model_version)).toEqual([...recounted.keys()].sort());
  for (const version of versions) {
    const rows = recounted.get(version.model_version)!;
    const labelled = rows.filter(({ actual }) => actual !== null);
    const money = (predicted: boolean, actual: boolean): number =>
      labelled
        .filter((row) => row.predicted === predicted && row.actual === actual)
        .reduce((sum, { amount }) => sum + (amount ?? 0), 0);
    expect(version).toMatchObject({
      predictions: rows.length,
      labels: labelled.length,
      counts: cellsOf(labelled),
      money: {
        protected: expect.closeTo(money(true, true), 6),
        missed: expect.closeTo(money(false, true), 6),
        blocked: expect.closeTo(money(true, false), 6),
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
