import type { Section } from '../../dashboard.js';
import { stat } from '../../panels/index.js';
import { cost, costPerDecision, labels, protectedMoney } from './ledger.js';

const RANGE = '$__range';

export const IN_RANGE: Section = {
  title: 'In the time range shown',
  rows: [
    [
      stat({
        title: 'Money protected',
        shows: 'Amounts of positives that labels confirmed, less what corrections took back.',
        act: 'Falls while traffic does not: fraud is missed (see recall) or labels are late (Model performance).',
        width: 4,
        height: 3,
        unit: 'short',
        noValue: 'no amount configured',
        queries: [{ expr: protectedMoney(RANGE) }],
      }),
      stat({
        title: 'Frauds caught',
        shows: 'Positives that labels confirmed.',
        act: 'Fewer than frauds missed, beside it: retrain, or lower the threshold.',
        width: 3,
        height: 3,
        unit: 'short',
        decimals: 0,
        queries: [{ expr: labels('tp', RANGE) }],
      }),
      stat({
        title: 'Frauds missed',
        shows: 'Negatives that labels proved wrong.',
        act: 'Many: look at recall by segment, then lower the threshold or retrain.',
        runbooks: ['ModelAccuracyLow'],
        width: 3,
        height: 3,
        unit: 'short',
        decimals: 0,
        queries: [{ expr: labels('fn', RANGE) }],
      }),
      stat({
        title: 'False alarms',
        shows: 'Positives that labels proved wrong: customers who were blocked for nothing.',
        act: 'Many for each fraud caught: raise the threshold, or state the costs (retraining.costs) so that it is picked by them.',
        width: 3,
        height: 3,
        unit: 'short',
        decimals: 0,
        queries: [{ expr: labels('fp', RANGE) }],
      }),
      stat({
        title: 'False alarms per fraud caught',
        shows: 'What one caught fraud costs in customers bothered.',
        act: 'Whether 1 or 10 is too many is for the business to say; at a sudden rise look at what was deployed, and at precision.',
        width: 4,
        height: 3,
        unit: 'none',
        decimals: 2,
        noValue: 'none caught',
        queries: [{ expr: `${labels('fp', RANGE)} / (${labels('tp', RANGE)} > 0)` }],
      }),
      stat({
        title: 'Cost of decisions',
        shows: 'Frauds missed, false alarms and reviews of alarms, at the costs of the config (retraining.costs).',
        act: 'More than the money protected: the threshold or the model does harm. See below which of the three it is.',
        width: 4,
        height: 3,
        unit: 'short',
        noValue: 'no costs configured',
        queries: [{ expr: cost(RANGE) }],
      }),
      stat({
        title: 'Cost per decision',
        shows: 'The same for each labelled prediction; absent below 20 of them.',
        act: 'Above what the gate promised (below): the world is not that of the held-out rows; see Model performance.',
        width: 3,
        height: 3,
        unit: 'none',
        decimals: 2,
        noValue: 'no costs configured',
        queries: [{ expr: costPerDecision(RANGE) }],
      }),
    ],
  ],
};
