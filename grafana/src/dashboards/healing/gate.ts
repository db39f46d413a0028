import type { Section } from '../../dashboard.js';
import { stateTimeline, table } from '../../panels/index.js';
import { JOB } from '../../selectors.js';
import { ONE_IS_GOOD, PASSED } from '../../thresholds.js';

export const GATE: Section = {
  title: 'The gate',
  rows: [
    [
      stateTimeline({
        title: 'Verdicts of the gate',
        shows: 'Checks that the challenger of the newest validated run passed (green) or failed.',
        act: 'One fails in run after run: its limit in retraining.gate, or a segment with bad labels.',
        runbooks: ['RetrainingRefused'],
        width: 12,
        height: 9,
        unit: 'none',
        mappings: PASSED,
        thresholds: ONE_IS_GOOD,
        noValue: 'no run has been validated yet',
        queries: [{ expr: `max by (check) (ml_retraining_gate_passed{${JOB}})`, legend: '{{check}}' }],
      }),
      table({
        title: 'Champion and challenger',
        shows: 'Their figures on the same held-out rows, of the newest validated run.',
        act: 'Nearly equal: a new model would not help; look for the cause elsewhere. alert_rate is the share that people have to look at: can they?',
        runbooks: ['RetrainingRefused'],
        width: 12,
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
};
