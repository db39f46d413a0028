import { CronTime } from 'cron';
import { z } from 'zod';
import { durationMs } from './duration.js';

const share = z.number().min(0).max(1);

function isCron(text: string): boolean {
  try {
    // Some expressions are well formed and never come, such as 0 0 31 2 *.
    return text.trim().split(/\s+/).length === 5 && new CronTime(text, 'UTC').getNextDateFrom(new Date(0)).isValid;
  } catch {
    return false;
  }
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const schedule = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether the conditions are looked at by the clock; hand and alerts always may.'),
  cron: z
    .string()
    .refine(isCron, 'must be a cron expression of 5 fields, such as 0 2 * * * for 02:00')
    .default('0 2 * * *')
    .describe('When the daily check begins: a cron expression of 5 fields.'),
  time_zone: z
    .string()
    .refine(isTimeZone, 'must be the IANA name of a time zone, such as Europe/Berlin')
    .default('UTC')
    .describe('The time zone of cron, an IANA name.'),
  poke_every: durationMs.prefault('5m').describe('While no condition holds the check looks again after this.'),
  poke_for: durationMs.prefault('1h').describe('After this the day’s check ends without a run.'),
});

const condition = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be lower-case letters, digits and underscores')
    .describe('What runs, notices and episodes call it.'),
  expr: z.string().min(1).describe('PromQL; the condition holds when it gives a series. No data is not a breach.'),
});

const gate = z.strictObject({
  accuracy_ratio: z
    .number()
    .gt(0)
    .default(0.98)
    .describe('The challenger has at least this share of the champion’s accuracy on the same rows.'),
  average_precision_margin: share
    .default(0.02)
    .describe('Average precision may fall by less than this: the lower end of the paired bootstrap’s 95 % interval.'),
  segment_margin: share.default(0.05).describe('No configured segment loses more accuracy than this, beyond chance.'),
  calibration_margin: share.default(0.02).describe('The expected calibration error grows by no more than this.'),
  scoring_time_ratio: z.number().gt(0).default(2).describe('Scoring a row takes at most so many times as long.'),
});

const costs = z.strictObject({
  missed_positive: z.number().min(0).describe('A positive that was let through, in the amount’s currency.'),
  false_alarm: z.number().min(0).describe('A negative that was blocked.'),
  review: z.number().min(0).default(0).describe('Looking at one alarm, right or wrong.'),
});

const probation = z.strictObject({
  length: durationMs.prefault('3d').describe('How long a new version is watched.'),
  minimum_labels: z
    .int()
    .min(1)
    .default(200)
    .describe('Labels that both versions need before realised figures are compared.'),
  minimum_predictions: z.int().min(1).default(500).describe('Predictions before figures without labels are compared.'),
  error_rate: share.default(0.05).describe('More failed predictions than this roll back.'),
  latency_ratio: z.number().gt(1).default(3).describe('A p95 so many times that of before the deployment rolls back.'),
  score_psi: z
    .number()
    .gt(0)
    .default(1)
    .describe('Scores this much farther from the former champion’s on the same requests than at the gate roll back.'),
  alert_rate_ratio: z
    .number()
    .gt(1)
    .default(4)
    .describe('So many times more, or fewer, positives for each of the former champion’s than at the gate roll back.'),
  accuracy_ratio: z
    .number()
    .gt(0)
    .default(0.98)
    .describe(
      'Less than this share of the former champion’s accuracy on the same labelled requests, beyond chance, rolls back.',
    ),
});

/** P95 above 300 ms over an hour. Of 100 predictions or fewer there is no figure: a few slow ones would make it. */
export const LATENCY_CONDITION = {
  name: 'latency_p95',
  expr: '(histogram_quantile(0.95, sum by (le) (rate(ml_prediction_latency_seconds_bucket[1h]))) and sum(increase(ml_prediction_latency_seconds_count[1h])) > 100) > 0.3',
} as const;

/** When and how the model is trained again, and what a new version must show. */
export const retraining = z.strictObject({
  schedule: schedule.prefault({}),
  conditions: z
    .array(condition)
    .max(20)
    .default([
      {
        name: 'accuracy',
        expr: 'max by (model_version) (ml_model_accuracy and on (model_version) (ml_model_active == 1)) < 0.90',
      },
      LATENCY_CONDITION,
    ])
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'two conditions have the same name')
    .describe('What calls for a new model, beside hand and alerts.'),
  alerts: z
    .array(z.string().min(1))
    .max(50)
    .default(['ModelRetrainingNeeded'])
    .describe('Alerts of Alertmanager (alertname) that call for a new model.'),
  cooldown: durationMs.prefault('6h').describe('After a run that trained, the next waits so long, unless forced.'),
  maximum_per_day: z.int().min(1).default(2).describe('Runs that train in any 24 hours, unless forced.'),
  window: durationMs.prefault('90d').describe('Labelled predictions of this window, and history, are trained on.'),
  held_out_share: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.2)
    .describe(
      'The newest rows are kept from the fit, at most this share; champion and challenger are measured on them.',
    ),
  held_out_of_each_class: z
    .int()
    .min(10)
    .default(500)
    .describe('No more are kept than the newest rows that hold so many of each class: what is new is fitted on soon.'),
  held_out_of_each_class_in_breach: z
    .int()
    .min(10)
    .default(100)
    .describe(
      'The same where an alert or a condition calls for the run: something is wrong, and what is new is needed in the fit. Here, too, at most held_out_share.',
    ),
  retries: z.int().min(0).max(10).default(2).describe('A step that fails is tried again so often.'),
  retry_delay: durationMs.prefault('5m').describe('The wait before a step is tried again.'),
  step_timeout: durationMs.prefault('1h').describe('A step that takes longer has failed.'),
  gate: gate.prefault({}),
  costs: costs.optional().describe('What decisions cost; with them the decision threshold is picked anew.'),
  probation: probation.prefault({}),
  exploration_share: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe('Share of positives that are let through, marked, so that labels of blocked transactions are seen.'),
});
