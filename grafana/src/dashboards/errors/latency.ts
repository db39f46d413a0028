import type { Section } from '../../dashboard.js';
import { heatmap, timeseries } from '../../panels/index.js';
import { buckets, JOB, NOT_WATCHING, quantile } from '../../selectors.js';
import { LATENCY_P95 } from '../../thresholds.js';

export const LATENCY_BY_ROUTE: Section = {
  title: 'Latency',
  rows: [
    [
      heatmap({
        title: 'Latency of single predictions',
        shows: 'How many predictions took how long: the darker, the more.',
        act: 'A second band far above the first: some requests wait, for the database or behind a large batch. All up: the machine; look at the process below.',
        runbooks: ['LatencyHigh', 'LatencyVeryHigh'],
        width: 12,
        unit: 'short',
        axis: 's',
        queries: [{ expr: buckets('ml_prediction_latency_seconds', JOB), legend: '{{le}}' }],
      }),
      timeseries({
        title: 'P95 by route',
        shows: '95 of 100 requests take no longer, from the request to the end of its answer. Dashed: 0.3 s and 0.5 s.',
        act: 'One route alone: its query or its size of batches. All: the event loop or the database, below.',
        runbooks: ['LatencyHigh', 'PredictionLatencyHigh'],
        width: 12,
        unit: 's',
        min: 0,
        thresholds: LATENCY_P95,
        queries: [
          { expr: quantile(0.95, 'http_request_duration_seconds', NOT_WATCHING, 'le, route'), legend: '{{route}}' },
        ],
      }),
    ],
  ],
};
