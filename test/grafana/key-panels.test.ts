import { describe, expect, it } from 'vitest';
import { promqlNames } from '../support/promql.js';
import { alertLimit } from './alert-rules.js';
import { loadDashboards, type PanelJson, substituted } from './dashboard-files.js';

const dashboards = loadDashboards();

function panel(uid: string, type: string, title: string): PanelJson {
  const found = dashboards.find((dashboard) => dashboard.uid === uid)!.panels;
  const match = found.find((one) => one.type === type && one.title === title);
  if (!match) throw new Error(`${uid} has no ${type} "${title}"`);
  return match;
}

const asked = ({ targets = [] }: PanelJson): string[] => targets.map(({ expr }) => expr);
const metricsOf = (one: PanelJson): string[] => [
  ...new Set(asked(one).flatMap((expr) => [...promqlNames(substituted(expr)).metrics.keys()])),
];
const steps = (one: PanelJson): [number | null, string][] =>
  one.fieldConfig!.defaults.thresholds.steps.map(({ value, color }) => [value, color]);
const unit = (one: PanelJson): string | undefined => one.fieldConfig!.defaults.unit;

describe('the seven key panels', () => {
  it.each(['stat', 'timeseries'])('1: predictions per minute (%s)', (type) => {
    const one = panel('homeostat-live', type, 'Predictions per minute');
    expect(metricsOf(one)).toEqual(['ml_predictions_total']);
    expect(asked(one)).toEqual([expect.stringMatching(/^sum.*\(rate\(.*\[\$__rate_interval\]\)\) \* 60$/)]);
    expect(unit(one)).toBe('short');
  });

  it('2: model accuracy, red below the alert’s limit, green from 95 %', () => {
    const one = panel('homeostat-live', 'stat', 'Model accuracy');
    expect(metricsOf(one)).toEqual(['ml_model_accuracy', 'ml_model_active']);
    expect(unit(one)).toBe('percentunit');
    expect(steps(one)).toEqual([
      [null, 'red'],
      [alertLimit('ModelAccuracyLow'), 'yellow'],
      // The article's.
      [0.95, 'green'],
    ]);
    expect(alertLimit('ModelAccuracyCritical')).toBe(alertLimit('ModelAccuracyLow'));
  });

  it('3: P50, P95 and P99 latency, with the limits of the alerts on P95 and on P99', () => {
    const one = panel('homeostat-live', 'timeseries', 'Latency: P50, P95, P99');
    expect(metricsOf(one)).toEqual(['ml_prediction_latency_seconds_bucket']);
    expect(
      one.targets!.map(({ expr, legendFormat }) => [/^histogram_quantile\(([\d.]+)/.exec(expr)?.[1], legendFormat]),
    ).toEqual([
      ['0.5', 'P50'],
      ['0.95', 'P95'],
      ['0.99', 'P99'],
    ]);
    expect(unit(one)).toBe('s');
    expect(steps(one)).toEqual([
      [null, 'green'],
      [alertLimit('LatencyHigh'), 'yellow'],
      [alertLimit('LatencyVeryHigh'), 'red'],
    ]);
    expect(steps(panel('homeostat-live', 'stat', 'P95 latency'))).toEqual([
      [null, 'green'],
      [alertLimit('LatencyHigh'), 'yellow'],
      [alertLimit('PredictionLatencyHigh'), 'red'],
    ]);
  });

  it('4: errors over time, and their share of the requests, red from the alert’s limit', () => {
    const overTime = panel('homeostat-live', 'timeseries', 'Errors per minute');
    expect(metricsOf(overTime)).toEqual(['ml_prediction_errors_total']);
    expect(asked(overTime)).toEqual([expect.stringMatching(/^sum by \(error_type\) \(rate\(/)]);
    const share = panel('homeostat-live', 'stat', 'Requests failed');
    expect(metricsOf(share)).toEqual(['ml_prediction_errors_total', 'http_requests_total']);
    expect(asked(share)[0]).toContain('error_type=~"unavailable|internal"');
    expect(unit(share)).toBe('percentunit');
    expect(steps(share)).toEqual([
      [null, 'green'],
      [0.01, 'yellow'],
      [alertLimit('PredictionErrorRateHigh'), 'red'],
    ]);
  });

  it('5: fraud rate, with what the alert compares it with', () => {
    expect(metricsOf(panel('homeostat-live', 'stat', 'Fraud rate, last hour'))).toEqual(['ml_fraud_rate_current']);
    const trend = panel('homeostat-live', 'timeseries', 'Fraud rate');
    expect(metricsOf(trend)).toEqual(['ml_fraud_rate_current', 'ml_fraud_rate']);
    expect(asked(trend).filter((expr) => expr.includes('offset 1d'))).toHaveLength(1);
    expect(unit(trend)).toBe('percentunit');
    expect(trend.description).toContain(`More than ${alertLimit('FraudRateAnomaly') * 100} points`);
  });

  it('6: feature distribution: shares by rank, one heatmap a feature, all in one scale', () => {
    const one = panel('homeostat-drift', 'heatmap', 'Ranks of $numeric');
    expect(metricsOf(one)).toEqual(['ml_feature_distribution_bucket', 'ml_feature_distribution_count']);
    expect(one).toMatchObject({
      repeat: 'numeric',
      options: { color: { min: 0, max: 0.3 }, cellValues: { unit: 'percentunit' } },
      targets: [{ format: 'heatmap', legendFormat: '{{le}}' }],
    });
  });

  it('7: the version that answers, by name', () => {
    const one = panel('homeostat-live', 'stat', 'Model version');
    expect(asked(one)).toEqual(['max by (model_version) (ml_model_active{job="$job"}) == 1']);
    expect(one).toMatchObject({ options: { textMode: 'name' }, targets: [{ legendFormat: '{{model_version}}' }] });
  });

  it('and the two others that its dashboard has: classes as shares, with a colour each', () => {
    const one = panel('homeostat-live', 'piechart', 'Predictions by class');
    expect(asked(one)).toEqual([expect.stringMatching(/^sum by \(prediction\) \(increase\(ml_predictions_total\{/)]);
    expect(one.fieldConfig!.overrides.map(({ matcher }) => matcher.options)).toEqual(['fraud', 'legitimate']);
  });
});
