import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { metricsDocs } from '../support/metrics-docs.js';
import { TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start({ config: readConfig('homeostat.config.yaml'), history: 0 });
});
afterAll(() => service.stop());

it('docs/METRICS.md is what the service registers', async () => {
  await expect(await metricsDocs(service.application)).toMatchFileSnapshot('../../docs/METRICS.md');
});

/** The names that are fixed by the contract, as far as retraining is not in it. */
const CONTRACT =
  `ml_predictions_total ml_prediction_latency_seconds ml_prediction_errors_total ml_predictions_per_second ml_fraud_rate_current
ml_fraud_rate ml_model_accuracy ml_model_precision ml_model_recall ml_model_f1 ml_model_auc ml_false_positive_rate ml_feature_value
ml_feature_drift ml_prediction_drift ml_feature_mean ml_feature_std ml_feature_min ml_feature_max ml_prediction_distribution ml_feature_distribution ml_feature_out_of_range_total
ml_revenue_protected_usd_total ml_labels_total ml_label_delay_seconds ml_label_coverage_ratio ml_model_info ml_model_active
ml_model_trained_timestamp_seconds http_requests_total http_request_duration_seconds`.split(/\s+/);

it('every gauge of figures says when it is absent', async () => {
  const registered = await service.application.get(Registry, { strict: false }).getMetricsAsJSON();
  const figures = registered.filter(({ name }) =>
    /^ml_(model_(accuracy|precision|recall|f1|auc|average|estimate|metric|labelled)|segment_|label_coverage|false_positive|fraud_rate|feature_(value|mean|std|min|max|drift)|prediction_drift)/.test(
      name,
    ),
  );
  expect(figures.length).toBeGreaterThan(30);
  expect(figures.filter(({ help }) => !help.includes('absent')).map(({ name }) => name)).toEqual([]);
});

it.each(CONTRACT)('%s is on /metrics', async (name) => {
  expect((await service.get('/metrics')).body).toContain(`# TYPE ${name} `);
});
