import { expect } from 'vitest';
import type { Config } from '../../../src/config/index.js';
import { ModelRegistry } from '../../../src/models/index.js';
import type { PerformanceEstimator } from '../../../src/statistics/index.js';
import type { TestService } from '../../support/service.js';
import { addDrift } from './drift.js';
import { addEstimates, readCompared } from './estimates.js';
import { expectRecountedHours } from './hours.js';
import { type Expected, groupBy, hoursBefore, readLog, type Row, since } from './log.js';
import { addPerformance, expectPerformance } from './performance.js';
import { addFeatures, addTraffic } from './traffic.js';

/** The gauges of figures that come from the store. */
const GAUGES =
  /^ml_(?:model_(?:accuracy|precision|recall|f1|auc|average_precision|metric_lower|metric_upper|labelled_predictions|estimate\w+)|segment_\w+|label_coverage_ratio|false_positive_rate|fraud_rate\w*|predictions_per_second|feature_(?:value|mean|std|min|max|drift\w*)|prediction_drift\w*|drift_\w+)[ {]/;

/**
 * Every figure of the store on /metrics of every replica, GET /performance, and the summaries that they are sums of,
 * against a recount of the log itself with plain loops.
 *
 * @param replicas of one store, with one clock
 */
export async function expectRecountedGauges(replicas: readonly TestService[], config: Config): Promise<void> {
  const [{ dataSource, clock }] = replicas;
  await replicas[0].metric('ml_model_active'); // returns when the summaries hold everything
  const rows = await readLog(dataSource);
  await expectRecountedHours(dataSource, rows, config);
  const window = groupBy(
    since(rows, hoursBefore(clock.now(), config.windows.performance)),
    ({ modelVersion }) => modelVersion,
  );
  const expected = await recount(replicas[0], rows, window, config);
  for (const replica of replicas) {
    const shown = samplesOf((await replica.get('/metrics')).body as string);
    expect([...shown.keys()].sort()).toEqual([...expected.keys()].sort());
    const wrong = [...shown].filter(([key, value]) => !expected.get(key)!.some((its) => isClose(value, its)));
    expect(wrong.map(([key, value]) => ({ key, value, expected: expected.get(key) }))).toEqual([]);
    expectPerformance((await replica.get('/performance')).body.versions, window);
  }
}

async function recount(
  { application, dataSource, clock }: TestService,
  rows: readonly Row[],
  window: ReadonlyMap<string, readonly Row[]>,
  config: Config,
): Promise<Expected> {
  const registry = application.get(ModelRegistry, { strict: false });
  const expected: Expected = new Map();
  addPerformance(expected, window, config);
  addTraffic(expected, rows, clock.now());
  addFeatures(expected, rows, config, clock.now());
  const estimators = new Map<string, PerformanceEstimator>();
  for (const version of window.keys()) {
    const estimator = (await registry.reference(version))?.estimator;
    if (estimator) estimators.set(version, estimator);
  }
  addEstimates(expected, window, estimators, await readCompared(dataSource));
  const active = await registry.activeVersion();
  const reference = active === undefined ? undefined : await registry.reference(active);
  if (active !== undefined && reference) {
    addDrift(expected, rows, { modelVersion: active, reference }, config, clock.now());
  }
  return expected;
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
