import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FigureHistory } from '../../../../src/retraining/decision/conditions/figure-history.js';
import { Prometheus } from '../../../../src/retraining/decision/conditions/prometheus.js';
import { evaluate } from '../../../../src/retraining/decision/promql/evaluate.js';
import type { Labels, Sample, Value } from '../../../../src/retraining/decision/promql/expression.js';
import { keyOf } from '../../../../src/retraining/decision/promql/labels.js';
import { parseExpression } from '../../../../src/retraining/decision/promql/parse.js';
import { hasPrometheus, PrometheusServer } from './prometheus-server.js';

const MINUTE = 60_000;
const START = Date.parse('2026-03-04T00:00:00Z');
const MINUTES = 150;
/** 7 s after the last sample: no sample lies on the edge of a range of whole minutes. */
const NOW = START + MINUTES * MINUTE + 7_000;

interface Series {
  readonly labels: Labels;
  /** The value after so many minutes; undefined where there is no sample. */
  readonly at: (minute: number) => number | undefined;
}

const gauge = (name: string, labels: Labels, value: number): Series => ({
  labels: { __name__: name, ...labels },
  at: () => value,
});

const BOUNDS = ['0.05', '0.1', '0.25', '0.5', '1', '+Inf'];
const latencies = (replica: string, rates: readonly number[]): Series[] =>
  BOUNDS.map((le, place) => ({
    labels: { __name__: 'latency_seconds_bucket', replica, le },
    at: (minute) => rates.slice(0, place + 1).reduce((sum, rate) => sum + Math.floor(rate * minute), 0),
  }));

const SERIES: readonly Series[] = [
  gauge('accuracy', { model_version: 'v1', zone: 'a' }, 0.95),
  gauge('accuracy', { model_version: 'v2', zone: 'a' }, 0.786),
  gauge('accuracy', { model_version: 'v3', zone: 'b' }, NaN),
  gauge('active', { model_version: 'v1' }, 0),
  gauge('active', { model_version: 'v2' }, 1),
  gauge('active', { model_version: 'v3' }, 0),
  gauge('negative', { model_version: 'v2' }, -7.5),
  gauge('zero', {}, 0),
  gauge('twice', { model_version: 'v2', n: '1' }, 1),
  gauge('twice', { model_version: 'v2', n: '2' }, 2),
  { labels: { __name__: 'requests_total', code: '200' }, at: (minute) => 3 * minute },
  { labels: { __name__: 'requests_total', code: '500' }, at: (minute) => (minute * 7) % 100 },
  { labels: { __name__: 'requests_total', code: '503' }, at: (minute) => (minute > 120 ? minute - 121 : undefined) },
  { labels: { __name__: 'requests_total', code: '429' }, at: (minute) => (minute > 149 ? 5 : undefined) },
  { labels: { __name__: 'requests_total', code: '404' }, at: (minute) => (minute < 110 ? 10 + minute : undefined) },
  { labels: { __name__: 'requests_total', code: '301' }, at: () => 42 },
  ...latencies('a', [5, 4, 3, 2, 1, 0.3]),
  ...latencies('b', [0, 0, 0, 0, 0, 2]),
  ...latencies('c', [0, 0, 0, 0, 0, 0]),
  { labels: { __name__: 'latency_seconds_bucket', replica: 'd', le: '1' }, at: (minute) => minute },
];

const EXPRESSIONS = [
  '1 + 2 * 3 - 4 / 8 % 3',
  '-(1 + 2)',
  '1 > bool 2',
  '7 % -3',
  '1 / 0',
  'accuracy',
  'accuracy{model_version="v1"}',
  'accuracy{model_version!="v1"}',
  'accuracy{model_version=~"v1|v2", zone="a"}',
  'accuracy{model_version!~"v[12]"}',
  'accuracy{nothing=""}',
  'accuracy{nothing!=""}',
  '{__name__="accuracy", zone="b"}',
  "accuracy{zone='a'}",
  'missing',
  '-accuracy',
  'accuracy < 0.9',
  'accuracy < bool 0.9',
  '0.9 > accuracy',
  '0.9 > bool accuracy',
  'accuracy != 0.95',
  'accuracy * 100',
  '100 - accuracy',
  'accuracy == accuracy',
  'accuracy * on (model_version) active',
  'accuracy - on (model_version) active',
  'accuracy >= on (model_version) active',
  'accuracy > bool on (model_version) active',
  'accuracy + ignoring (zone) active',
  'accuracy > ignoring (zone) active',
  'accuracy and on (model_version) (active == 1)',
  'accuracy and on (model_version) active > 5',
  'accuracy unless on (model_version) (active == 1)',
  'active or accuracy',
  'active or on (model_version) accuracy',
  'negative or ignoring (zone) accuracy',
  'zero or on () accuracy',
  'accuracy and active',
  'max by (model_version) (accuracy and on (model_version) (active == 1)) < 0.90',
  'sum(accuracy)',
  'sum(active) by (model_version)',
  'sum without (model_version) (active)',
  'sum by (zone) (accuracy)',
  'max by (zone) (accuracy)',
  'min(accuracy)',
  'max(accuracy{model_version="v3"})',
  'avg(accuracy{zone="a"})',
  'count by (zone) (accuracy)',
  'count(missing)',
  'max(negative)',
  'sum by (nothing) (active)',
  'sum by (__name__) (active)',
  'rate(requests_total[1h])',
  'increase(requests_total[1h])',
  'rate(requests_total[5m])',
  'rate(requests_total[2h30m])',
  'increase(requests_total{code="503"}[1h])',
  'sum(rate(requests_total{code=~"5.."}[1h])) / sum(rate(requests_total[1h]))',
  'rate(missing[1h])',
  'histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[1h])))',
  'histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[1h]))) > 0.3',
  '(histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[1h]))) and sum(increase(latency_seconds_bucket{le="+Inf"}[1h])) > 60) > 0.3',
  '(histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[1h]))) and sum(increase(latency_seconds_bucket{le="+Inf"}[1h])) > 1e9) > 0.3',
  'histogram_quantile(0.5, rate(latency_seconds_bucket[1h]))',
  'histogram_quantile(0.01, rate(latency_seconds_bucket{replica="a"}[1h]))',
  'histogram_quantile(0.99, increase(latency_seconds_bucket{replica="a"}[30m]))',
  'histogram_quantile(0, rate(latency_seconds_bucket[1h]))',
  'histogram_quantile(1, rate(latency_seconds_bucket[1h]))',
  'histogram_quantile(-1, rate(latency_seconds_bucket{replica="a"}[1h]))',
  'histogram_quantile(2, rate(latency_seconds_bucket{replica="a"}[1h]))',
  'histogram_quantile(0.9, accuracy)',
  'sum by (replica) (increase(latency_seconds_bucket{le="+Inf"}[1h])) >= 60',
];

/** On both sides of these, series can't be paired one to one. */
const AMBIGUOUS = [
  'accuracy + on (zone) accuracy',
  'accuracy * on (model_version) twice',
  'twice * on (model_version) negative',
];

/** As the process has them: notes of every minute, and what is there now. */
function ownSeries(): Parameters<typeof evaluate>[1] {
  const history = new FigureHistory();
  const samplesAt = (minute: number): Sample[] =>
    SERIES.flatMap(({ labels, at }) => {
      const value = at(minute);
      return value === undefined ? [] : [{ labels, value }];
    });
  const named = (samples: Sample[], metric: string): Sample[] =>
    samples.filter(({ labels }) => labels['__name__'] === metric);
  for (let minute = 0; minute <= MINUTES; minute += 1) {
    const samples = samplesAt(minute);
    for (const metric of ['requests_total', 'latency_seconds_bucket']) {
      history.add(metric, named(samples, metric), START + minute * MINUTE, 24 * 60 * MINUTE);
    }
  }
  return {
    now: (metric) => named(samplesAt(MINUTES), metric),
    during: (metric, rangeMs) => history.during(metric, NOW - rangeMs, NOW),
  };
}

function comparable(value: Value): unknown {
  if (value.kind === 'scalar') return value;
  return Object.fromEntries(value.samples.map(({ labels, value: number }) => [keyOf(labels), number]));
}

function numbers(value: Value): number[] {
  if (value.kind === 'scalar') return [value.value];
  return value.samples
    .map(({ labels, value: number }) => ({ key: keyOf(labels), number }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ number }) => number);
}

describe.runIf(hasPrometheus())('the process evaluates PromQL as Prometheus does', () => {
  let server: PrometheusServer;
  let prometheus: Prometheus;
  beforeAll(async () => {
    const lines = SERIES.flatMap(({ labels: { __name__: name, ...labels }, at }) =>
      Array.from({ length: MINUTES + 1 }, (_, minute) => {
        const text = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
        const value = at(minute);
        return value === undefined ? '' : `${name}{${text.join(',')}} ${value} ${(START + minute * MINUTE) / 1_000}`;
      }).filter((line) => line !== ''),
    );
    server = await PrometheusServer.start(lines);
    prometheus = new Prometheus(server.url);
  });
  afterAll(() => server.stop());

  it.each(EXPRESSIONS)('%s', async (text) => {
    const [theirs] = await prometheus.evaluate([text], NOW, new AbortController().signal);
    const ours = evaluate(parseExpression(text), ownSeries(), NOW);
    expect(ours.kind).toBe(theirs.kind);
    expect(Object.keys(comparable(ours) as object).sort()).toEqual(Object.keys(comparable(theirs) as object).sort());
    for (const [place, number] of numbers(theirs).entries()) {
      const own = numbers(ours)[place];
      if (Number.isFinite(number)) expect(own).toBeCloseTo(number, 10);
      else expect(own).toBe(number);
    }
  });

  it.each(AMBIGUOUS)('%s is an error to both', async (text) => {
    await expect(prometheus.evaluate([text], NOW, new AbortController().signal)).rejects.toThrow(/answered 422/);
    expect(() => evaluate(parseExpression(text), ownSeries(), NOW)).toThrow(/two series of the/);
  });
});
