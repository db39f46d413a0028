import { OUTCOMES } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { timeseries } from '../../panels/index.js';
import { JOB } from '../../selectors.js';
import { NOTICE_AGE } from '../../thresholds.js';

export const NOTICES: Section = {
  title: 'Notices',
  rows: [
    [
      timeseries({
        title: 'Notices waiting',
        shows: 'Notices that a receiver has not taken yet, by channel.',
        act: 'Growing: that receiver is down or its secret is wrong; mend it, they are tried again for days.',
        runbooks: ['NoticesStuck'],
        width: 8,
        unit: 'none',
        min: 0,
        noValue: 'no channel configured',
        queries: [{ expr: `max by (channel) (ml_notices_pending{${JOB}})`, legend: '{{channel}}' }],
      }),
      timeseries({
        title: 'Deliveries in each hour',
        shows: 'Attempts to tell a notice, by channel and outcome.',
        act: 'failed: the log names the receiver’s answer; mend what it complains of.',
        runbooks: ['NoticesStuck'],
        width: 8,
        unit: 'none',
        min: 0,
        stacked: true,
        noValue: 'no channel configured',
        styles: OUTCOMES,
        queries: [
          {
            expr: `sum by (channel, outcome) (increase(ml_notice_deliveries_total{${JOB}}[1h]))`,
            legend: '{{channel}}: {{outcome}}',
          },
        ],
      }),
      timeseries({
        title: 'Oldest notice waiting',
        shows: 'Its age. Empty when none waits.',
        act: 'Above 15 minutes an alert fires: look at that receiver. Alertmanager still reaches people by its own routes.',
        runbooks: ['NoticesStuck'],
        width: 8,
        unit: 's',
        min: 0,
        noValue: 'none waits',
        thresholds: NOTICE_AGE,
        queries: [{ expr: `max(ml_notice_oldest_pending_seconds{${JOB}})`, legend: 'oldest' }],
      }),
    ],
  ],
};
