import type { Section } from '../../dashboard.js';
import { stat, table, timeseries } from '../../panels/index.js';
import { JOB } from '../../selectors.js';
import { NONE_IS_GOOD, QUEUE } from '../../thresholds.js';

const alerts = (state: string): string => `ALERTS{job=~"$job|", alertname!="Watchdog", alertstate=~"${state}"}`;

export const ALERTS_FIRING = stat({
  title: 'Alerts firing',
  shows: 'Alerts that fire now, the Watchdog left out.',
  act: 'More than none: the table below names them; a click on one opens its runbook.',
  width: 3,
  unit: 'none',
  thresholds: NONE_IS_GOOD,
  noValue: '0',
  queries: [{ expr: `count(max by (alertname) (${alerts('firing')}))` }],
});

export const ALERTS_AND_ROOM: Section = {
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
        act: 'Growing: the database is slower than the traffic; look at it first. At 10,000 an alert fires, past prediction.queue_rows requests get 503.',
        runbooks: ['PredictionQueueGrowing'],
        width: 6,
        unit: 'short',
        min: 0,
        thresholds: QUEUE,
        queries: [{ expr: `max by (instance) (homeostat_prediction_queue_rows{${JOB}})`, legend: '{{instance}}' }],
      }),
      timeseries({
        title: 'Predictions per second in the store',
        shows: 'Mean of the last five whole minutes, by the store: the sum of all replicas, whatever is scraped.',
        act: 'Less than the graph of predictions says: the store lags behind, look at the queue. More: a replica is not scraped, see the targets of Prometheus.',
        width: 6,
        unit: 'short',
        min: 0,
        queries: [{ expr: `max(ml_predictions_per_second{${JOB}})`, legend: 'stored per second' }],
      }),
    ],
  ],
};
