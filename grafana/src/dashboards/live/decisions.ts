import { CLASSES, WINDOWS } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { pie, stateTimeline, timeseries } from '../../panels/index.js';
import { JOB, VERSIONS } from '../../selectors.js';
import { ANSWERS, ON_OR_OFF } from '../../thresholds.js';

export const DECISIONS: Section = {
  title: 'Decisions',
  rows: [
    [
      timeseries({
        title: 'Fraud rate',
        shows:
          'Share of predictions called positive, over the last hour and over the last day. Dashed: the hour a day ago.',
        act: 'More than 5 points from the hour a day ago an alert fires: compare with the truth (Business) before you believe either, then look at the inputs (Data and drift).',
        runbooks: ['FraudRateAnomaly', 'FraudRateShift'],
        width: 8,
        unit: 'percentunit',
        min: 0,
        styles: WINDOWS,
        queries: [
          { expr: `max(ml_fraud_rate_current{${JOB}})`, legend: 'last hour' },
          { expr: `max(ml_fraud_rate{${JOB}})`, legend: 'last day' },
          { expr: `max(ml_fraud_rate_current{${JOB}} offset 1d)`, legend: 'the hour a day ago' },
        ],
      }),
      pie({
        title: 'Predictions by class',
        shows: 'What was answered in the time range shown.',
        act: 'A share of positives that surprises you: see the fraud rate beside it for when it began.',
        width: 4,
        unit: 'short',
        styles: CLASSES,
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
        act: 'Two bands at once for longer than a scrape: a replica has not followed a swap; restart it. Back and forth: stop the schedule and look at Healing.',
        runbooks: ['ModelRolledBack'],
        width: 12,
        height: 8,
        unit: 'none',
        thresholds: ON_OR_OFF,
        mappings: ANSWERS,
        queries: [{ expr: `max by (model_version) (ml_model_active{${VERSIONS}})`, legend: '{{model_version}}' }],
      }),
    ],
  ],
};
