import { CALLED_AND_TRUE, TRUTHS, VERSION_STYLES } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { timeseries } from '../../panels/index.js';
import { JOB } from '../../selectors.js';
import { enoughLabels, labels, protectedMoney } from './ledger.js';

const perHour = (outcome: string): string => labels(outcome, '1h');

export const RATES: Section = {
  title: 'Rates, and money by the hour',
  rows: [
    [
      timeseries({
        title: 'Fraud rate of the last day: called and proved',
        shows:
          'Share of the last day’s predictions called positive, and of its labels that were positive; absent below 20 labels.',
        act: 'Called above proved: false alarms, raise the threshold. Below: fraud gets through, retrain. Both move: an attack.',
        runbooks: ['FraudRateAnomaly', 'FraudRateShift'],
        width: 6,
        unit: 'percentunit',
        min: 0,
        styles: CALLED_AND_TRUE,
        queries: [
          { expr: `max(ml_fraud_rate{${JOB}})`, legend: 'called' },
          { expr: `${labels('tp|fn', '1d')} / ${enoughLabels('1d')}`, legend: 'proved' },
        ],
      }),
      timeseries({
        title: 'False positive rate',
        shows: 'Share of genuine transactions that were called positive, by version.',
        act: 'Rising: customers are turned away. Compare with precision in Model performance; raise the threshold or roll back.',
        runbooks: ['ModelAccuracyLow'],
        width: 6,
        unit: 'percentunit',
        min: 0,
        styles: VERSION_STYLES,
        queries: [{ expr: `max by (model_version) (ml_false_positive_rate{${JOB}})`, legend: '{{model_version}}' }],
      }),
      timeseries({
        title: 'Truth per hour, as it becomes known',
        shows: 'Frauds caught, frauds missed and false alarms among the labels of the last hour.',
        act: 'Missed above caught: the model finds less than half. Look at when it began, and what was deployed then.',
        runbooks: ['ModelAccuracyLow'],
        width: 6,
        unit: 'short',
        min: 0,
        styles: TRUTHS,
        queries: [
          { expr: perHour('tp'), legend: 'caught' },
          { expr: perHour('fn'), legend: 'missed' },
          { expr: perHour('fp'), legend: 'false alarms' },
        ],
      }),
      timeseries({
        title: 'Money protected per hour',
        shows: 'Amounts of confirmed positives, less corrections, in each hour before.',
        act: 'It follows the labels, not the traffic: when it falls, see label delay (Model performance) before you suspect the model.',
        width: 6,
        unit: 'short',
        min: 0,
        queries: [{ expr: protectedMoney('1h'), legend: 'protected' }],
      }),
    ],
  ],
};
