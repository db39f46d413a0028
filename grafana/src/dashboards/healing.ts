import { NONE_IS_GOOD, YES_NO } from '../colours.js';
import type { Dashboard } from '../dashboard.js';
import { stat, stateTimeline, table, timeseries } from '../panels.js';
import { JOB } from '../selectors.js';

const PASSED = { 0: { text: 'failed', color: 'red' }, 1: { text: 'passed', color: 'green' } };
const since = (metric: string): string => `time() - max(${metric}{${JOB}})`;

export const HEALING: Dashboard = {
  uid: 'homeostat-healing',
  title: 'Healing',
  shows:
    'What the service does about itself: why it retrained, what the gate said, what is on probation, who was told.',
  variables: [],
  sections: [
    {
      title: 'Now',
      rows: [
        [
          stat({
            title: 'A run is under way',
            shows: 'Whether a run is not finished, waiting for its check included.',
            act: 'Yes for hours: `homeostat runs` says in which step, and its log why.',
            runbooks: ['RetrainingStuck'],
            width: 4,
            unit: 'none',
            mappings: { 0: { text: 'no', color: 'green' }, 1: { text: 'yes', color: 'blue' } },
            queries: [{ expr: `max(ml_retraining_in_progress{${JOB}})` }],
          }),
          stat({
            title: 'Last success',
            shows: 'Time since a run deployed a model or moved the threshold.',
            act: 'Longer than the world takes to change: see whether runs are refused or never asked for.',
            runbooks: ['RetrainingOverdue', 'ModelStale'],
            width: 4,
            unit: 's',
            noValue: 'never',
            queries: [{ expr: since('ml_retraining_last_success_timestamp_seconds') }],
          }),
          stat({
            title: 'Last check',
            shows: 'Time since a run last looked whether it is needed.',
            act: 'Longer than a day: no process leads, or the schedule is off (retraining.schedule).',
            runbooks: ['RetrainingOverdue', 'RetrainingLeaderMissing'],
            width: 4,
            unit: 's',
            noValue: 'never',
            queries: [{ expr: since('ml_retraining_last_check_timestamp_seconds') }],
          }),
          stat({
            title: 'Leaders',
            shows: 'Processes that run the steps: 1 is right.',
            act: '0: every replica runs with ROLE=api, or none reaches the database.',
            runbooks: ['RetrainingLeaderMissing'],
            width: 4,
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
            unit: 'none',
            mappings: { 0: { text: 'no', color: 'green' }, 1: { text: 'yes', color: 'blue' } },
            queries: [{ expr: `max(ml_probation_active{${JOB}})` }],
          }),
          stat({
            title: 'Handed to people',
            shows: 'Causes that retraining did not cure.',
            act: 'More than none: GET /admin/episodes says which; it is not tried again until you close it.',
            runbooks: ['HealingEscalated'],
            width: 4,
            unit: 'none',
            thresholds: NONE_IS_GOOD,
            noValue: '0',
            queries: [{ expr: `max(ml_retraining_episodes{${JOB}, state="escalated"})` }],
          }),
        ],
      ],
    },
    {
      title: 'Runs',
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
            act: 'train grows with the rows; above retraining.step_timeout it fails. prepare: the database.',
            runbooks: ['RetrainingStuck'],
            width: 8,
            unit: 's',
            min: 0,
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
            width: 8,
            unit: 'none',
            mappings: YES_NO,
            thresholds: NONE_IS_GOOD,
            noValue: 'not checked yet',
            queries: [{ expr: `max by (condition) (ml_retraining_condition{${JOB}})`, legend: '{{condition}}' }],
          }),
          stateTimeline({
            title: 'Verdicts of the gate',
            shows: 'Checks that the challenger of the newest validated run passed (green) or failed.',
            act: 'One fails in run after run: its limit in retraining.gate, or a segment with bad labels.',
            runbooks: ['RetrainingRefused'],
            width: 8,
            unit: 'none',
            mappings: PASSED,
            thresholds: [
              [null, 'red'],
              [1, 'green'],
            ],
            noValue: 'no run has been validated yet',
            queries: [{ expr: `max by (check) (ml_retraining_gate_passed{${JOB}})`, legend: '{{check}}' }],
          }),
          table({
            title: 'Champion and challenger',
            shows: 'Their figures on the same held-out rows, of the newest validated run.',
            act: 'Nearly equal: a new model would not help; look for the cause elsewhere.',
            runbooks: ['RetrainingRefused'],
            width: 8,
            height: 6,
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
    {
      title: 'Versions, probation and shadow',
      rows: [
        [
          stateTimeline({
            title: 'Version that answers',
            shows: 'Which version answered when.',
            act: 'Back and forth: versions are deployed and rolled back in turn. Stop the schedule and look.',
            runbooks: ['ModelRolledBack'],
            width: 8,
            unit: 'none',
            mappings: { 0: { text: 'stands by', color: 'transparent' }, 1: { text: 'answers', color: 'green' } },
            thresholds: [
              [null, 'transparent'],
              [1, 'green'],
            ],
            queries: [{ expr: `max by (model_version) (ml_model_active{${JOB}})`, legend: '{{model_version}}' }],
          }),
          stateTimeline({
            title: 'Runs and probation',
            shows: 'When a run was under way, and when a version was on probation.',
            act: 'Probation with no end: it needs labels; see retraining.probation.',
            runbooks: ['RetrainingStuck'],
            width: 8,
            unit: 'none',
            mappings: { 0: { text: 'no', color: 'transparent' }, 1: { text: 'yes', color: 'blue' } },
            thresholds: [
              [null, 'transparent'],
              [1, 'blue'],
            ],
            queries: [
              { expr: `max(ml_retraining_in_progress{${JOB}})`, legend: 'run' },
              { expr: `max(ml_probation_active{${JOB}})`, legend: 'probation' },
            ],
          }),
          timeseries({
            title: 'Probation ends in',
            shows: 'Time left of the probation under way. Empty when there is none.',
            act: 'A rollback ends it early: see the red marks.',
            runbooks: ['ModelRolledBack'],
            width: 8,
            height: 6,
            unit: 's',
            min: 0,
            noValue: 'none under way',
            queries: [{ expr: `max(ml_probation_ends_timestamp_seconds{${JOB}}) - time()`, legend: 'left' }],
          }),
        ],
        [
          table({
            title: 'Last changes of what answers',
            shows: 'When a version was last deployed, activated or rolled back, or the threshold moved.',
            act: 'A rollback that nobody asked for: GET /admin/probation says what was worse.',
            runbooks: ['ModelRolledBack'],
            width: 8,
            unit: 'none',
            noValue: 'nothing was deployed yet',
            sortBy: 'At',
            columns: [
              { of: 'kind', title: 'Change' },
              { of: 'Value', title: 'At', unit: 'dateTimeAsIso' },
            ],
            queries: [{ expr: `max by (kind) (ml_model_last_deployment_timestamp_seconds{${JOB}}) * 1000` }],
          }),
          timeseries({
            title: 'Shadow predictions per minute',
            shows: 'What the shadow scored beside the active version, and what it dropped for want of room or store.',
            act: 'dropped: the comparison rests on fewer rows, and callers notice nothing. The machine is full.',
            width: 8,
            unit: 'short',
            min: 0,
            stacked: true,
            queries: [
              {
                expr: `sum by (outcome) (rate(ml_shadow_predictions_total{${JOB}}[$__rate_interval])) * 60`,
                legend: '{{outcome}}',
              },
            ],
          }),
          timeseries({
            title: 'Episodes',
            shows: 'Causes of runs that are not gone yet: open, or escalated to people.',
            act: 'escalated: retraining did not cure it. Read the runbook before you force another run.',
            runbooks: ['HealingEscalated'],
            width: 8,
            unit: 'none',
            min: 0,
            queries: [{ expr: `max by (state) (ml_retraining_episodes{${JOB}})`, legend: '{{state}}' }],
          }),
        ],
      ],
    },
    {
      title: 'Notices',
      rows: [
        [
          timeseries({
            title: 'Notices waiting',
            shows: 'Notices that a receiver has not taken yet, by channel.',
            act: 'Growing: that receiver is down or its secret is wrong; they are tried again for days.',
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
            act: 'failed: the log names the receiver’s answer.',
            runbooks: ['NoticesStuck'],
            width: 8,
            unit: 'none',
            min: 0,
            stacked: true,
            noValue: 'no channel configured',
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
            act: 'Above 15 minutes an alert fires; Alertmanager still reaches people by its own routes.',
            runbooks: ['NoticesStuck'],
            width: 8,
            unit: 's',
            min: 0,
            noValue: 'none waits',
            thresholds: [
              [null, 'green'],
              [900, 'red'],
            ],
            queries: [{ expr: `max(ml_notice_oldest_pending_seconds{${JOB}})`, legend: 'oldest' }],
          }),
        ],
      ],
    },
  ],
};
