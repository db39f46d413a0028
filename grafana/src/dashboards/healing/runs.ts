import { EPISODES, OUTCOMES, STEPS } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { stateTimeline, table, timeseries } from '../../panels/index.js';
import { JOB } from '../../selectors.js';
import { NONE_IS_GOOD, YES_IS_BAD } from '../../thresholds.js';

export const RUNS: Section = {
  title: 'Runs, and why',
  rows: [
    [
      timeseries({
        title: 'Runs finished in each hour',
        shows: 'Runs by what asked for them and what came of them.',
        act: 'failed: the run’s log. refused again and again: the gate or the data; see what it weighed.',
        runbooks: ['RetrainingFailed', 'RetrainingRefused'],
        width: 8,
        unit: 'none',
        min: 0,
        stacked: true,
        noValue: 'no run',
        styles: OUTCOMES,
        queries: [
          {
            expr: `sum by (trigger, outcome) (increase(ml_retraining_runs_total{${JOB}}[1h])) > 0`,
            legend: '{{trigger}}: {{outcome}}',
          },
        ],
      }),
      timeseries({
        title: 'Time of a step',
        shows: 'Mean time of the attempts at each step that ended in the hour before.',
        act: 'train grows with the rows; above retraining.step_timeout it fails: give it threads or fewer rows. prepare: the database.',
        runbooks: ['RetrainingStuck'],
        width: 8,
        unit: 's',
        min: 0,
        noValue: 'no run',
        styles: STEPS,
        queries: [
          {
            expr: `sum by (step) (increase(ml_retraining_step_duration_seconds_sum{${JOB}}[1h]))
              / (sum by (step) (increase(ml_retraining_step_duration_seconds_count{${JOB}}[1h])) > 0)`,
            legend: '{{step}}',
          },
        ],
      }),
      table({
        title: 'Last run of each outcome',
        shows: 'When a run last ended so.',
        act: 'No deployed for long beside a fresh refused: retraining does not help; read the runbook.',
        runbooks: ['RetrainingFailed', 'RetrainingRefused'],
        width: 8,
        unit: 'none',
        noValue: 'no run yet',
        sortBy: 'Ended',
        columns: [
          { of: 'outcome', title: 'Outcome' },
          { of: 'Value', title: 'Ended', unit: 'dateTimeAsIso' },
        ],
        queries: [{ expr: `max by (outcome) (ml_retraining_last_run_timestamp_seconds{${JOB}}) * 1000` }],
      }),
    ],
    [
      stateTimeline({
        title: 'Conditions',
        shows: 'Conditions that held at the last check (red). What could not be evaluated is absent.',
        act: 'Red with no run after it: cooldown, daily maximum, probation or an escalation; `homeostat runs` says which.',
        runbooks: ['ModelRetrainingNeeded'],
        width: 12,
        unit: 'none',
        mappings: YES_IS_BAD,
        thresholds: NONE_IS_GOOD,
        noValue: 'not checked yet',
        queries: [{ expr: `max by (condition) (ml_retraining_condition{${JOB}})`, legend: '{{condition}}' }],
      }),
      timeseries({
        title: 'Episodes',
        shows: 'Causes of runs that are not gone yet: open, or escalated to people.',
        act: 'escalated: retraining did not cure it. Read the runbook before you force another run.',
        runbooks: ['HealingEscalated'],
        width: 12,
        height: 6,
        unit: 'none',
        min: 0,
        styles: EPISODES,
        queries: [{ expr: `max by (state) (ml_retraining_episodes{${JOB}})`, legend: '{{state}}' }],
      }),
    ],
  ],
};
