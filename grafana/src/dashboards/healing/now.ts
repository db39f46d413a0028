import type { Section } from '../../dashboard.js';
import { stat } from '../../panels/index.js';
import { JOB } from '../../selectors.js';
import { NONE_IS_GOOD, UNDER_WAY } from '../../thresholds.js';

const since = (metric: string): string => `time() - max(${metric}{${JOB}})`;

export const NOW: Section = {
  title: 'Now',
  rows: [
    [
      stat({
        title: 'A run is under way',
        shows: 'Whether a run is not finished, waiting for its check included.',
        act: 'Yes for hours: `homeostat runs` says in which step, and its log why.',
        runbooks: ['RetrainingStuck'],
        width: 4,
        height: 3,
        unit: 'none',
        mappings: UNDER_WAY,
        queries: [{ expr: `max(ml_retraining_in_progress{${JOB}})` }],
      }),
      stat({
        title: 'Last success',
        shows: 'Time since a run deployed a model or moved the threshold.',
        act: 'Longer than the world takes to change: see whether runs are refused or never asked for.',
        runbooks: ['RetrainingOverdue', 'ModelStale'],
        width: 4,
        height: 3,
        unit: 's',
        noValue: 'never',
        queries: [{ expr: since('ml_retraining_last_success_timestamp_seconds') }],
      }),
      stat({
        title: 'Last check',
        shows: 'Time since a run last looked whether it is needed.',
        act: 'Longer than a day (red from 26 hours): no process leads, or the schedule is off (retraining.schedule).',
        runbooks: ['RetrainingOverdue', 'RetrainingLeaderMissing'],
        width: 4,
        height: 3,
        unit: 's',
        thresholds: [
          [null, 'green'],
          [26 * 3_600, 'red'],
        ],
        noValue: 'never',
        queries: [{ expr: since('ml_retraining_last_check_timestamp_seconds') }],
      }),
      stat({
        title: 'Leaders',
        shows: 'Processes that run the steps: 1 is right.',
        act: '0: every replica runs with ROLE=api, or none reaches the database.',
        runbooks: ['RetrainingLeaderMissing'],
        width: 4,
        height: 3,
        unit: 'none',
        thresholds: [
          [null, 'red'],
          [1, 'green'],
          [2, 'red'],
        ],
        queries: [{ expr: `sum(ml_retraining_leader{${JOB}})` }],
      }),
      stat({
        title: 'On probation',
        shows: 'Whether a new version is being watched against the one that it replaced.',
        act: 'Yes: it is rolled back by itself if it does worse. GET /admin/probation has the comparison.',
        runbooks: ['ModelRolledBack'],
        width: 4,
        height: 3,
        unit: 'none',
        mappings: UNDER_WAY,
        queries: [{ expr: `max(ml_probation_active{${JOB}})` }],
      }),
      stat({
        title: 'Handed to people',
        shows: 'Causes that retraining did not cure.',
        act: 'More than none: GET /admin/episodes says which, the runbook what to look for. It is tried again only when enough newer labels have come.',
        runbooks: ['HealingEscalated'],
        width: 4,
        height: 3,
        unit: 'none',
        thresholds: NONE_IS_GOOD,
        noValue: '0',
        queries: [{ expr: `max(ml_retraining_episodes{${JOB}, state="escalated"})` }],
      }),
    ],
  ],
};
