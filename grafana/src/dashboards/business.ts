import type { Dashboard } from '../dashboard.js';
import { stat, table, timeseries } from '../panels.js';
import { byVersion, JOB, ofActive, VERSIONS } from '../selectors.js';

const inRange = (outcome: string): string =>
  `sum(increase(ml_labels_total{${VERSIONS}, outcome="${outcome}"}[$__range]))`;
const perHour = (outcome: string): string => `sum(rate(ml_labels_total{${VERSIONS}, outcome="${outcome}"}[1h])) * 3600`;
const protectedMoney = (range: string): string => `
  sum(increase(ml_revenue_protected_usd_total{${JOB}}[${range}]))
    - sum(increase(ml_revenue_protected_reversed_usd_total{${JOB}}[${range}]))`;

export const BUSINESS: Dashboard = {
  uid: 'homeostat-business',
  title: 'Business',
  shows: 'What the decisions are worth and what they cost. Money is in the currency of the config.',
  variables: ['version'],
  sections: [
    {
      title: 'In the time range shown',
      rows: [
        [
          stat({
            title: 'Money protected',
            shows: 'Amounts of positives that labels confirmed, less what corrections took back.',
            act: 'Falls while traffic does not: fraud is missed (see recall) or labels are late (Model performance).',
            width: 4,
            unit: 'short',
            noValue: 'no amount configured',
            queries: [{ expr: protectedMoney('$__range') }],
          }),
          stat({
            title: 'Frauds caught',
            shows: 'Positives that labels confirmed.',
            act: 'Compare with frauds missed, beside it.',
            width: 4,
            unit: 'short',
            decimals: 0,
            queries: [{ expr: inRange('tp') }],
          }),
          stat({
            title: 'Frauds missed',
            shows: 'Negatives that labels proved wrong.',
            act: 'Many: look at recall by segment, then lower the threshold or retrain.',
            runbooks: ['ModelAccuracyLow'],
            width: 4,
            unit: 'short',
            decimals: 0,
            queries: [{ expr: inRange('fn') }],
          }),
          stat({
            title: 'False alarms',
            shows: 'Positives that labels proved wrong: customers who were blocked for nothing.',
            act: 'Many for each fraud caught: raise the threshold, or state the costs (retraining.costs) so that it is picked by them.',
            width: 4,
            unit: 'short',
            decimals: 0,
            queries: [{ expr: inRange('fp') }],
          }),
          stat({
            title: 'False alarms per fraud caught',
            shows: 'What one caught fraud costs in customers bothered.',
            act: 'Whether 1 or 10 is too many is for the business to say; a sudden rise is not.',
            width: 4,
            unit: 'none',
            decimals: 2,
            noValue: 'none caught',
            queries: [{ expr: `${inRange('fp')} / (${inRange('tp')} > 0)` }],
          }),
          stat({
            title: 'Decision threshold',
            shows: 'From this probability on a transaction is positive.',
            act: 'Moved when nobody asked: a run picked it by costs; see Healing.',
            width: 4,
            unit: 'none',
            decimals: 3,
            noValue: 'no model',
            queries: [{ expr: ofActive('ml_decision_threshold') }],
          }),
        ],
      ],
    },
    {
      title: 'Rates',
      rows: [
        [
          timeseries({
            title: 'Fraud rate',
            shows: 'Share of predictions called positive, last hour and last day.',
            act: 'A step that labels do not confirm is a fault of model or input: see false positives beside it.',
            runbooks: ['FraudRateAnomaly', 'FraudRateShift'],
            width: 8,
            unit: 'percentunit',
            min: 0,
            queries: [
              { expr: `max(ml_fraud_rate_current{${JOB}})`, legend: 'last hour' },
              { expr: `max(ml_fraud_rate{${JOB}})`, legend: 'last day' },
            ],
          }),
          timeseries({
            title: 'False positive rate',
            shows: 'Share of genuine transactions that were called positive, by version.',
            act: 'Rising: customers are turned away. Compare with precision in Model performance.',
            runbooks: ['ModelAccuracyLow'],
            width: 8,
            unit: 'percentunit',
            min: 0,
            queries: [{ expr: byVersion('ml_false_positive_rate'), legend: '{{model_version}}' }],
          }),
          timeseries({
            title: 'Truth per hour, as it becomes known',
            shows: 'Frauds caught, frauds missed and false alarms among the labels of the last hour.',
            act: 'Missed above caught: the model finds less than half. Look at when it began, and what was deployed then.',
            runbooks: ['ModelAccuracyLow'],
            width: 8,
            unit: 'short',
            min: 0,
            styles: { caught: { color: 'green' }, missed: { color: 'red' }, 'false alarms': { color: 'yellow' } },
            queries: [
              { expr: perHour('tp'), legend: 'caught' },
              { expr: perHour('fn'), legend: 'missed' },
              { expr: perHour('fp'), legend: 'false alarms' },
            ],
          }),
        ],
      ],
    },
    {
      title: 'Money, and what the threshold costs',
      rows: [
        [
          timeseries({
            title: 'Money protected per hour',
            shows: 'Amounts of confirmed positives, less corrections, in each hour before.',
            act: 'It follows the labels, not the traffic: late labels make late money.',
            width: 8,
            unit: 'short',
            min: 0,
            queries: [{ expr: protectedMoney('1h'), legend: 'protected' }],
          }),
          timeseries({
            title: 'Cost of a decision, champion and challenger',
            shows:
              'Cost per row on the held-out rows of the newest validated run, in the unit of retraining.costs; without costs configured there is none.',
            act: 'The challenger above the champion: the gate refuses it. Both far above before: the costs in the config changed, or fraud did.',
            runbooks: ['RetrainingRefused'],
            width: 8,
            unit: 'none',
            min: 0,
            decimals: 3,
            noValue: 'no costs configured',
            queries: [
              {
                expr: `max by (model) (ml_retraining_gate_figure{${JOB}, figure="cost_per_row"})`,
                legend: '{{model}}',
              },
            ],
          }),
          timeseries({
            title: 'Decision threshold over time',
            shows: 'The threshold of the version that answers.',
            act: 'Lower: more caught and more false alarms. Each move has a run that says why (Healing).',
            width: 8,
            unit: 'none',
            min: 0,
            max: 1,
            queries: [
              { expr: `max by (model_version) (ml_decision_threshold{${VERSIONS}})`, legend: '{{model_version}}' },
            ],
          }),
        ],
        [
          table({
            title: 'What the gate weighed last',
            shows: 'Champion and challenger of the newest validated run on the same rows.',
            act: 'alert_rate is the share of transactions that would be stopped: can your people look at so many?',
            runbooks: ['RetrainingRefused'],
            width: 24,
            height: 9,
            unit: 'none',
            noValue: 'no run has been validated yet',
            columns: [
              { of: 'figure', title: 'Figure' },
              { of: 'Value #A', title: 'Champion', unit: 'none' },
              { of: 'Value #B', title: 'Challenger', unit: 'none' },
            ],
            queries: [
              { expr: `max by (figure) (ml_retraining_gate_figure{${JOB}, model="champion"})` },
              { expr: `max by (figure) (ml_retraining_gate_figure{${JOB}, model="challenger"})` },
            ],
          }),
        ],
      ],
    },
  ],
};
