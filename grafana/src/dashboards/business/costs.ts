import { RIVALS, TRUTHS, VERSION_STYLES } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { timeseries } from '../../panels/index.js';
import { JOB } from '../../selectors.js';
import { costOf, costPerDecision } from './ledger.js';

const HOUR = '1h';

export const COSTS: Section = {
  title: 'What the threshold costs',
  rows: [
    [
      timeseries({
        title: 'Cost of decisions per hour',
        shows:
          'What labels of the last hour prove that decisions cost, by retraining.costs: frauds missed, false alarms, reviews of alarms.',
        act: 'Mostly missed: the threshold is too high or the model blind. Mostly false alarms and reviews: it is too low. A run with costs picks it anew.',
        runbooks: ['ModelAccuracyLow'],
        width: 6,
        unit: 'short',
        min: 0,
        stacked: true,
        noValue: 'no costs configured',
        styles: TRUTHS,
        queries: [
          { expr: costOf.missed(HOUR), legend: 'missed' },
          { expr: costOf.falseAlarms(HOUR), legend: 'false alarms' },
          { expr: costOf.reviews(HOUR), legend: 'reviews' },
        ],
      }),
      timeseries({
        title: 'Cost per decision: in force by the hour, and at the gate',
        shows:
          'Per labelled prediction in the hour before, beside what champion and challenger cost on the held-out rows of the newest validated run (dashed). Absent below 20 labels.',
        act: 'In force far above the challenger that was deployed: the gate’s rows are not today’s traffic, retrain on newer labels. Challenger above champion: the gate refuses it.',
        runbooks: ['RetrainingRefused'],
        width: 6,
        unit: 'none',
        min: 0,
        decimals: 2,
        noValue: 'no costs configured',
        styles: RIVALS,
        queries: [
          { expr: costPerDecision(HOUR), legend: 'in force' },
          {
            expr: `max by (model) (ml_retraining_gate_figure{${JOB}, figure="cost_per_row"})`,
            legend: '{{model}}',
          },
        ],
      }),
      timeseries({
        title: 'Decision threshold over time',
        shows: 'From this probability on a transaction is positive, for the version that answers.',
        act: 'Moved when nobody asked: a run picked it by costs; see Healing. To set it back, roll back to the version before.',
        runbooks: ['ModelRolledBack'],
        width: 6,
        unit: 'none',
        min: 0,
        max: 1,
        styles: VERSION_STYLES,
        queries: [{ expr: `max by (model_version) (ml_decision_threshold{${JOB}})`, legend: '{{model_version}}' }],
      }),
      timeseries({
        title: 'Alarms per hour',
        shows: 'Transactions that the last hour called positive: what people have to look at.',
        act: 'More than they can look at: raise the threshold, or state what a review costs (retraining.costs.review).',
        runbooks: ['FraudRateAnomaly'],
        width: 6,
        unit: 'short',
        min: 0,
        queries: [
          {
            expr: `max(ml_fraud_rate_current{${JOB}}) * sum(increase(ml_predictions_total{${JOB}}[1h]))`,
            legend: 'alarms',
          },
        ],
      }),
    ],
  ],
};
