import { z } from 'zod';
import { type FieldError, InvalidInput, textProblem } from '../../../platform/index.js';

const MAX_ALERTS = 1_000;
const MAX_TEXT = 2_000;

/** One alert of a notification of Alertmanager. */
export interface Alert {
  readonly alertname: string;
  /** Its label `cause`, which tells apart what one name is raised for; null without one. */
  readonly cause: string | null;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  /** Alertmanager's name for this set of labels. */
  readonly fingerprint: string;
  /** When it began to fire, in milliseconds since 1970. */
  readonly startsAt: number;
}

const text = z.string().superRefine((value, context) => {
  const problem = textProblem(value, MAX_TEXT);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});
// A label may be empty, and an annotation may have lines; only the former are stored.
const labelValue = z.string().refine((value) => value === '' || textProblem(value, MAX_TEXT) === undefined, {
  message: `must have at most ${MAX_TEXT} characters, and no control characters or unpaired surrogates`,
});
const time = z.string().transform((value, context) => {
  const milliseconds = /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : NaN;
  if (!Number.isNaN(milliseconds)) return milliseconds;
  context.addIssue({ code: 'custom', message: 'must be an RFC 3339 time' });
  return z.NEVER;
});

const alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: z.record(text, labelValue),
  annotations: z.record(z.string(), z.string()).optional(),
  startsAt: time,
  fingerprint: text,
});

const payload = z.object({
  version: z.literal('4', 'must be "4": the payload of Alertmanager 0.6 and later'),
  groupKey: z.string().min(1),
  status: z.enum(['firing', 'resolved']),
  alerts: z.array(alert).max(MAX_ALERTS),
});

/**
 * Reads the body of an Alertmanager webhook, payload version 4. Fields that it does not know are let be. An alert that
 * stands there twice counts once, as it stands last.
 *
 * @throws InvalidInput naming each bad field
 */
export function readAlertPayload(body: unknown): Alert[] {
  const parsed = payload.safeParse(body);
  if (!parsed.success) throw new InvalidInput(parsed.error.issues.map(fieldError));
  const alerts = parsed.data.alerts.map(({ status, labels, fingerprint, startsAt }, place) => {
    const alertname = labels['alertname'];
    if (!alertname) {
      throw new InvalidInput([{ field: `alerts[${place}].labels.alertname`, detail: 'is missing' }]);
    }
    return {
      alertname,
      cause: labels['cause'] === '' ? null : (labels['cause'] ?? null),
      status,
      labels,
      fingerprint,
      startsAt,
    };
  });
  return [...new Map(alerts.map((each) => [`${each.startsAt} ${each.fingerprint}`, each])).values()];
}

function fieldError({ path, message }: z.core.$ZodIssue): FieldError {
  const field = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return { field: field.replace(/^\./, '') || 'body', detail: message };
}
