import { OUTCOMES } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { stateTimeline, table, timeseries } from '../../panels/index.js';
import { JOB } from '../../selectors.js';
import { ON_OR_OFF, UNDER_WAY } from '../../thresholds.js';

export const PROBATION: Section = {
  title: 'Probation and shadow',
  rows: [
    [
      stateTimeline({
        title: 'Runs and probation',
        shows: 'When a run was under way, and when a version was on probation.',
        act: 'Probation with no end: it needs labels; see retraining.probation. A run with no end: its log.',
        runbooks: ['RetrainingStuck'],
        width: 6,
        unit: 'none',
        mappings: UNDER_WAY,
        thresholds: ON_OR_OFF,
        queries: [
          { expr: `max(ml_retraining_in_progress{${JOB}})`, legend: 'run' },
          { expr: `max(ml_probation_active{${JOB}})`, legend: 'probation' },
        ],
      }),
      timeseries({
        title: 'Probation ends in',
        shows: 'Time left of the probation under way. Empty when there is none.',
        act: 'A rollback ends it early: see the marks, and GET /admin/probation for what was worse.',
        runbooks: ['ModelRolledBack'],
        width: 6,
        height: 6,
        unit: 's',
        min: 0,
        noValue: 'none under way',
        queries: [{ expr: `max(ml_probation_ends_timestamp_seconds{${JOB}}) - time()`, legend: 'left' }],
      }),
      timeseries({
        title: 'Shadow predictions per minute',
        shows: 'What the shadow scored beside the active version, and what it dropped for want of room or store.',
        act: 'dropped: the machine is full and the comparison rests on fewer rows, though callers notice nothing. Give it room, or take the shadow away.',
        width: 6,
        height: 6,
        unit: 'short',
        min: 0,
        stacked: true,
        styles: OUTCOMES,
        queries: [
          {
            expr: `sum by (outcome) (rate(ml_shadow_predictions_total{${JOB}}[$__rate_interval])) * 60`,
            legend: '{{outcome}}',
          },
        ],
      }),
      table({
        title: 'Last changes of what answers',
        shows: 'When a version was last deployed, activated or rolled back, or the threshold moved.',
        act: 'A rollback that nobody asked for: GET /admin/probation says what was worse.',
        runbooks: ['ModelRolledBack'],
        width: 6,
        height: 6,
        unit: 'none',
        noValue: 'nothing was deployed yet',
        sortBy: 'At',
        columns: [
          { of: 'kind', title: 'Change' },
          { of: 'Value', title: 'At', unit: 'dateTimeAsIso' },
        ],
        queries: [{ expr: `max by (kind) (ml_model_last_deployment_timestamp_seconds{${JOB}}) * 1000` }],
      }),
    ],
  ],
};
