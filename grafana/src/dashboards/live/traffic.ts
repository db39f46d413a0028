import { ERROR_TYPES, QUANTILES, VERSION_STYLES } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { timeseries } from '../../panels/index.js';
import { JOB, perMinute, quantile, VERSIONS } from '../../selectors.js';
import { LATENCY } from '../../thresholds.js';

const LATENCY_SECONDS = 'ml_prediction_latency_seconds';

export const TRAFFIC: Section = {
  title: 'Traffic',
  rows: [
    [
      timeseries({
        title: 'Predictions per minute',
        shows: 'Predictions stored in each minute, by the version that made them.',
        act: 'A step to another colour is a deployment or a rollback. A hole is an outage: compare with replicas up.',
        runbooks: ['NoPredictions'],
        width: 8,
        unit: 'short',
        min: 0,
        stacked: true,
        styles: VERSION_STYLES,
        queries: [{ expr: perMinute('ml_predictions_total', VERSIONS, 'model_version'), legend: '{{model_version}}' }],
      }),
      timeseries({
        title: 'Latency: P50, P95, P99',
        shows: 'Time of single predictions. Dashed: the limits of P95 (0.3 s) and of P99 (1 s).',
        act: 'All three up: the machine or the database is busy. P99 alone: pauses, such as a slow disk; see the event loop in Errors.',
        runbooks: ['LatencyHigh', 'LatencyVeryHigh'],
        width: 8,
        unit: 's',
        min: 0,
        thresholds: LATENCY,
        styles: QUANTILES,
        queries: [
          { expr: quantile(0.5, LATENCY_SECONDS, JOB), legend: 'P50' },
          { expr: quantile(0.95, LATENCY_SECONDS, JOB), legend: 'P95' },
          { expr: quantile(0.99, LATENCY_SECONDS, JOB), legend: 'P99' },
        ],
      }),
      timeseries({
        title: 'Errors per minute',
        shows:
          'Failed prediction requests by type. Blues are the caller’s doing (invalid_input, conflict), warm colours the service’s.',
        act: 'unavailable or internal: open Errors. invalid_input in numbers: a caller changed what it sends; tell its owner.',
        runbooks: ['PredictionErrorRateHigh'],
        width: 8,
        unit: 'short',
        min: 0,
        stacked: true,
        styles: ERROR_TYPES,
        queries: [{ expr: perMinute('ml_prediction_errors_total', JOB, 'error_type'), legend: '{{error_type}}' }],
      }),
    ],
  ],
};
