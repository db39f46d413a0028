import { ERROR_TYPES, STATUSES } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { stat, timeseries } from '../../panels/index.js';
import { FAILED_SHARE, JOB, NOT_WATCHING, perMinute } from '../../selectors.js';
import { FAILURES } from '../../thresholds.js';

export const FAILURES_BY_KIND: Section = {
  title: 'Errors',
  rows: [
    [
      stat({
        title: 'Requests failed',
        shows: 'Share of requests to score that failed by the service’s doing.',
        act: 'Red from 10 %, where people are paged: see by type and by route which part fails.',
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
        styles: ERROR_TYPES,
        queries: [{ expr: perMinute('ml_prediction_errors_total', JOB, 'error_type'), legend: '{{error_type}}' }],
      }),
      timeseries({
        title: 'Answers of 400 and above per minute by route',
        shows:
          'Requests answered with an error, by route and status; scrapes and health checks left out. Warm colours are 500 and above.',
        act: 'One route alone: its callers or its code. All with 503: the database or the model. 500: find the request’s id and its stack (below).',
        runbooks: ['PredictionErrorRateHigh', 'AvailabilityBudgetBurnFast'],
        width: 10,
        unit: 'short',
        min: 0,
        stacked: true,
        styles: STATUSES,
        queries: [
          {
            expr: perMinute('http_requests_total', `${NOT_WATCHING}, status=~"[45].."`, 'route, status'),
            legend: '{{route}} {{status}}',
          },
        ],
      }),
    ],
  ],
};
