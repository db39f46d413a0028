import { ACCURACY, FAILURES, LATENCY, NONE_IS_GOOD, QUANTILES } from '../colours.js';
import type { Dashboard } from '../dashboard.js';
import { pie, stat, stateTimeline, table, timeseries } from '../panels.js';
import { ACTIVE, JOB, ofActive, perMinute, quantile, VERSIONS } from '../selectors.js';

const LATENCY_SECONDS = 'ml_prediction_latency_seconds';
const REQUESTS = `${JOB}, method="POST", route=~"/predict(/batch)?"`;
const alerts = (state: string): string => `ALERTS{job=~"$job|", alertname!="Watchdog", alertstate=~"${state}"}`;

/** Share of requests to score that the service failed. */
export const FAILED_SHARE = `
  sum(rate(ml_prediction_errors_total{${JOB}, error_type=~"unavailable|internal"}[$__rate_interval]))
    / (sum(rate(http_requests_total{${REQUESTS}}[$__rate_interval])) > 0)`;

export const LIVE: Dashboard = {
  uid: 'homeostat-live',
  title: 'Live',
  shows: 'Whether the service answers, how fast, with which model, and what is wrong now.',
  variables: ['version'],
  sections: [
    {
      title: 'Now',
      rows: [
        [
          stat({
            title: 'Model version',
            shows: 'The version that answers now.',
            act: 'None, or two: see the panel of versions below. GET /models says who deployed what and when.',
            runbooks: ['NoActiveModel'],
            width: 3,
            unit: 'none',
            named: true,
            noValue: 'none',
            queries: [{ expr: ACTIVE, legend: '{{model_version}}' }],
          }),
          stat({
            title: 'Predictions per minute',
            shows: 'Predictions scored and stored in each minute, by all replicas.',
            act: 'Zero, or far off the usual: look at the callers first, then at readiness (/health/ready).',
            runbooks: ['NoPredictions'],
            width: 3,
            unit: 'short',
            graph: true,
            queries: [{ expr: `sum(rate(ml_predictions_total{${JOB}}[$__rate_interval])) * 60` }],
          }),
          stat({
            title: 'Model accuracy',
            shows: 'Share of labelled predictions of the active version that were right, over the performance window.',
            act: 'Yellow below 95 %, red below 85 %: open Model performance for what changed, and when. No data: too few labels; the estimate there needs none.',
            runbooks: ['ModelAccuracyLow', 'ModelAccuracyCritical'],
            width: 3,
            unit: 'percentunit',
            decimals: 1,
            thresholds: ACCURACY,
            noValue: 'too few labels',
            graph: true,
            queries: [{ expr: ofActive('ml_model_accuracy') }],
          }),
          stat({
            title: 'P95 latency',
            shows: '95 of 100 single predictions take no longer, from the parsed body to the stored row.',
            act: 'Above 0.3 s: see the graph of latency, then the queue and the event loop (Errors).',
            runbooks: ['LatencyHigh', 'PredictionLatencyHigh'],
            width: 3,
            unit: 's',
            thresholds: LATENCY,
            noValue: 'no requests',
            graph: true,
            queries: [{ expr: quantile(0.95, LATENCY_SECONDS, JOB) }],
          }),
          stat({
            title: 'Requests failed',
            shows:
              'Share of requests to score that failed by the service’s doing. What the caller got wrong is left out.',
            act: 'Above 1 %: open Errors. Above 10 % people are paged.',
            runbooks: ['PredictionErrorRateHigh'],
            width: 3,
            unit: 'percentunit',
            decimals: 2,
            thresholds: FAILURES,
            noValue: 'no requests',
            graph: true,
            queries: [{ expr: FAILED_SHARE }],
          }),
          stat({
            title: 'Fraud rate, last hour',
            shows: 'Share of the last hour’s predictions that were called positive.',
            act: 'Far from the day’s rate: an attack, a change of input, or a new version. Open Data and drift.',
            runbooks: ['FraudRateAnomaly'],
            width: 3,
            unit: 'percentunit',
            decimals: 1,
            graph: true,
            noValue: 'no predictions',
            queries: [{ expr: `max(ml_fraud_rate_current{${JOB}})` }],
          }),
          stat({
            title: 'Alerts firing',
            shows: 'Alerts that fire now, the Watchdog left out.',
            act: 'More than none: the table below names them; a click on one opens its runbook.',
            width: 3,
            unit: 'none',
            thresholds: NONE_IS_GOOD,
            noValue: '0',
            queries: [{ expr: `count(max by (alertname) (${alerts('firing')}))` }],
          }),
          stat({
            title: 'Replicas up',
            shows: 'Replicas that answered the last scrape.',
            act: 'Fewer than you run: see the log of the one that is missing.',
            runbooks: ['ServiceDown', 'ReplicaDown'],
            width: 3,
            unit: 'none',
            thresholds: [
              [null, 'red'],
              [1, 'green'],
            ],
            noValue: 'not scraped',
            queries: [{ expr: `sum(up{${JOB}})` }],
          }),
        ],
      ],
    },
    {
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
            queries: [
              { expr: perMinute('ml_predictions_total', VERSIONS, 'model_version'), legend: '{{model_version}}' },
            ],
          }),
          timeseries({
            title: 'Latency: P50, P95, P99',
            shows: 'Time of single predictions. Dashed: the limits of P95 (0.3 s) and of P99 (1 s).',
            act: 'All three up: the machine or the database is busy. P99 alone: pauses, such as a training beside it or a slow disk.',
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
            shows: 'Failed prediction requests by type. invalid_input and conflict are the caller’s doing.',
            act: 'unavailable or internal: open Errors. invalid_input in numbers: a caller changed what it sends; tell its owner.',
            runbooks: ['PredictionErrorRateHigh'],
            width: 8,
            unit: 'short',
            min: 0,
            stacked: true,
            queries: [{ expr: perMinute('ml_prediction_errors_total', JOB, 'error_type'), legend: '{{error_type}}' }],
          }),
        ],
      ],
    },
    {
      title: 'Decisions',
      rows: [
        [
          timeseries({
            title: 'Fraud rate',
            shows: 'Share of predictions called positive, over the last hour and over the last day.',
            act: 'The hour leaves the day for long: compare with the truth (Business) before you believe either.',
            runbooks: ['FraudRateAnomaly', 'FraudRateShift'],
            width: 8,
            unit: 'percentunit',
            min: 0,
            queries: [
              { expr: `max(ml_fraud_rate_current{${JOB}})`, legend: 'last hour' },
              { expr: `max(ml_fraud_rate{${JOB}})`, legend: 'last day' },
            ],
          }),
          pie({
            title: 'Predictions by class',
            shows: 'What was answered in the time range shown.',
            act: 'A share of positives that surprises you: see the fraud rate beside it for when it began.',
            width: 4,
            unit: 'short',
            queries: [
              {
                expr: `sum by (prediction) (increase(ml_predictions_total{${VERSIONS}}[$__range]))`,
                legend: '{{prediction}}',
              },
            ],
          }),
          stateTimeline({
            title: 'Model version over time',
            shows: 'Which version answered when.',
            act: 'Two bands at once for longer than a scrape: a replica has not followed a swap. Restart it.',
            runbooks: ['ModelRolledBack'],
            width: 12,
            height: 8,
            unit: 'none',
            thresholds: [
              [null, 'transparent'],
              [1, 'green'],
            ],
            mappings: { 0: { text: 'stands by', color: 'transparent' }, 1: { text: 'answers', color: 'green' } },
            queries: [{ expr: `max by (model_version) (ml_model_active{${VERSIONS}})`, legend: '{{model_version}}' }],
          }),
        ],
      ],
    },
    {
      title: 'Alerts and room',
      rows: [
        [
          table({
            title: 'Alerts now',
            shows: 'Alerts that are pending or fire. A click on a name opens its runbook.',
            act: 'Begin with what is critical and fires; the runbook says what to look at first.',
            width: 12,
            unit: 'none',
            noValue: 'nothing is wrong',
            sortBy: 'State',
            columns: [
              { of: 'alertname', title: 'Alert', url: '${service_url}/runbooks/${__value.raw}' },
              { of: 'severity', title: 'Severity' },
              { of: 'component', title: 'Component' },
              { of: 'alertstate', title: 'State' },
            ],
            queries: [{ expr: `max by (alertname, severity, component, alertstate) (${alerts('pending|firing')})` }],
          }),
          timeseries({
            title: 'Predictions waiting to be stored',
            shows: 'Rows in the queue before the database, by replica.',
            act: 'Growing: the database is slower than the traffic. Past prediction.queue_rows requests get 503.',
            runbooks: ['PredictionQueueGrowing'],
            width: 6,
            unit: 'short',
            min: 0,
            queries: [{ expr: `max by (instance) (homeostat_prediction_queue_rows{${JOB}})`, legend: '{{instance}}' }],
          }),
          timeseries({
            title: 'Predictions per second in the store',
            shows: 'Mean of the last five whole minutes, by the store: the sum of all replicas, whatever is scraped.',
            act: 'Less than the graph of predictions says: the store lags behind. More: a replica is not scraped.',
            width: 6,
            unit: 'short',
            min: 0,
            queries: [{ expr: `max(ml_predictions_per_second{${JOB}})`, legend: 'stored per second' }],
          }),
        ],
      ],
    },
  ],
};
