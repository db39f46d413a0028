import { FAILURES, LATENCY } from '../colours.js';
import type { Dashboard } from '../dashboard.js';
import { heatmap, note, stat, table, timeseries } from '../panels.js';
import { buckets, JOB, perMinute, quantile } from '../selectors.js';
import { FAILED_SHARE } from './live.js';

const HTTP = `${JOB}, route!~"/metrics|/health.*"`;
const SERVER_ERRORS = `${HTTP}, status=~"5.."`;

/** How much of the month's budget goes, as a multiple of the rate at which it would just last. */
const burn = (objective: 'availability' | 'latency', budget: number, window: string): string =>
  `max(job:slo_${objective}_errors:ratio_rate${window}{${JOB}}) / ${budget}`;

const FIND_BY_ID = `
Metrics hold no ids. To get from a graph to one request:

1. **The caller has it.** Every answer carries the header \`x-request-id\`, and every problem document a \`request_id\`.
   A caller that sends \`x-request-id\` sees its own id again.
2. **The log has it.** \`internal\` errors are logged with their stack: search for \`request ID\`, as in
   \`docker compose logs homeostat | grep ID\`. Errors of other types are not logged: the answer says what is wrong.
3. **The store has the rest.** \`GET /predictions/TRANSACTION_ID\` shows the prediction, its features and its label.
   \`GET /admin/audit\` shows admin calls that were refused.
`;

export const ERRORS: Dashboard = {
  uid: 'homeostat-errors',
  title: 'Errors',
  shows: 'What fails, where, how slowly, and how to find the request.',
  variables: [],
  sections: [
    {
      title: 'Errors',
      rows: [
        [
          stat({
            title: 'Requests failed',
            shows: 'Share of requests to score that failed by the service’s doing.',
            act: 'Above 10 % people are paged: see by type and by route which part fails.',
            runbooks: ['PredictionErrorRateHigh'],
            width: 4,
            height: 8,
            unit: 'percentunit',
            decimals: 2,
            thresholds: FAILURES,
            noValue: 'no requests',
            graph: true,
            queries: [{ expr: FAILED_SHARE }],
          }),
          timeseries({
            title: 'Prediction errors per minute by type',
            shows:
              'invalid_input and conflict: the caller’s doing. unavailable: no model, a full queue or no database. internal: a bug.',
            act: 'unavailable: look at readiness and at the database. internal: find the stack in the log (below).',
            runbooks: ['PredictionErrorRateHigh'],
            width: 10,
            unit: 'short',
            min: 0,
            stacked: true,
            queries: [{ expr: perMinute('ml_prediction_errors_total', JOB, 'error_type'), legend: '{{error_type}}' }],
          }),
          timeseries({
            title: 'Answers of 400 and above per minute by route',
            shows: 'Requests answered with an error, by route and status; scrapes and health checks left out.',
            act: 'One route alone: its callers or its code. All with 503: the database or the model.',
            runbooks: ['PredictionErrorRateHigh'],
            width: 10,
            unit: 'short',
            min: 0,
            stacked: true,
            queries: [
              {
                expr: perMinute('http_requests_total', `${HTTP}, status=~"[45].."`, 'route, status'),
                legend: '{{route}} {{status}}',
              },
            ],
          }),
        ],
      ],
    },
    {
      title: 'Latency',
      rows: [
        [
          heatmap({
            title: 'Latency of single predictions',
            shows: 'How many predictions took how long: the darker, the more.',
            act: 'A second band far above the first: some requests wait, for the database or behind a large batch. All up: the machine.',
            runbooks: ['LatencyHigh', 'LatencyVeryHigh'],
            width: 12,
            unit: 'short',
            axis: 's',
            queries: [{ expr: buckets('ml_prediction_latency_seconds', JOB), legend: '{{le}}' }],
          }),
          timeseries({
            title: 'P95 by route',
            shows: '95 of 100 requests take no longer, from the request to the end of its answer.',
            act: 'One route alone: its query or its size of batches. All: the event loop or the database, below.',
            runbooks: ['LatencyHigh'],
            width: 12,
            unit: 's',
            min: 0,
            thresholds: LATENCY,
            queries: [
              { expr: quantile(0.95, 'http_request_duration_seconds', HTTP, 'le, route'), legend: '{{route}}' },
            ],
          }),
        ],
      ],
    },
    {
      title: 'Objectives: 99.9 % answered, 99 % within 250 ms, over 30 days',
      rows: [
        [
          timeseries({
            title: 'Burn of the error budget: answered',
            shows:
              'How fast the budget of 0.1 % goes. At 1 it lasts just 30 days. Dashed: 6 (ticket soon) and 14.4 (page).',
            act: 'Both windows above a line: it is going on now. The short one alone: it has just begun, or is over.',
            runbooks: ['AvailabilityBudgetBurnFast', 'AvailabilityBudgetBurnSlow'],
            width: 12,
            unit: 'none',
            min: 0,
            thresholds: [
              [null, 'green'],
              [6, 'yellow'],
              [14.4, 'red'],
            ],
            queries: [
              { expr: burn('availability', 0.001, '1h'), legend: '1 h' },
              { expr: burn('availability', 0.001, '6h'), legend: '6 h' },
            ],
          }),
          timeseries({
            title: 'Burn of the error budget: in time',
            shows: 'How fast the budget of 1 % of answers later than 250 ms goes. At 1 it lasts just 30 days.',
            act: 'Above 6 in both windows: see latency above for which route, and the process below for why.',
            runbooks: ['LatencyBudgetBurnFast', 'LatencyBudgetBurnSlow'],
            width: 12,
            unit: 'none',
            min: 0,
            thresholds: [
              [null, 'green'],
              [6, 'yellow'],
              [14.4, 'red'],
            ],
            queries: [
              { expr: burn('latency', 0.01, '1h'), legend: '1 h' },
              { expr: burn('latency', 0.01, '6h'), legend: '6 h' },
            ],
          }),
        ],
      ],
    },
    {
      title: 'The process, and finding the request',
      rows: [
        [
          timeseries({
            title: 'Event loop lag, P99',
            shows: 'How late the event loop was, by replica.',
            act: 'Above 100 ms: something holds the process; a training does not, it has threads of its own. Look for large batches.',
            runbooks: ['LatencyVeryHigh'],
            width: 6,
            unit: 's',
            min: 0,
            queries: [{ expr: `max by (instance) (nodejs_eventloop_lag_p99_seconds{${JOB}})`, legend: '{{instance}}' }],
          }),
          timeseries({
            title: 'Memory',
            shows: 'Resident memory, by replica.',
            act: 'Rising for days without a plateau: a leak. Steps at 02:00: trainings.',
            width: 6,
            unit: 'bytes',
            min: 0,
            queries: [{ expr: `max by (instance) (process_resident_memory_bytes{${JOB}})`, legend: '{{instance}}' }],
          }),
          note({
            title: 'From a graph to the request',
            shows: 'Which ids lead to the log and to the stored prediction.',
            act: 'Ask the caller for the request id of a failed answer, then follow the steps.',
            width: 12,
            content: FIND_BY_ID.trim(),
          }),
        ],
        [
          table({
            title: 'Failing routes',
            shows: 'Answers of 400 and above in the time range shown, by method, route and status.',
            act: 'Begin with statuses of 500 and above: the others are the callers’.',
            width: 12,
            unit: 'none',
            noValue: 'no answer was an error',
            sortBy: 'Answers',
            columns: [
              { of: 'method', title: 'Method' },
              { of: 'route', title: 'Route' },
              { of: 'status', title: 'Status' },
              { of: 'Value', title: 'Answers', unit: 'short' },
            ],
            queries: [
              {
                expr: `sum by (method, route, status) (increase(http_requests_total{${HTTP}, status=~"[45].."}[$__range])) > 0`,
              },
            ],
          }),
          timeseries({
            title: 'Answers of 500 and above per minute',
            shows: 'What the service itself failed at, by route. Empty is good.',
            act: 'Anything here is the service’s doing: find one request id and its stack in the log.',
            runbooks: ['PredictionErrorRateHigh', 'AvailabilityBudgetBurnFast'],
            width: 12,
            unit: 'short',
            min: 0,
            noValue: 'none',
            queries: [
              {
                expr: perMinute('http_requests_total', SERVER_ERRORS, 'route, status'),
                legend: '{{route}} {{status}}',
              },
            ],
          }),
        ],
      ],
    },
  ],
};
