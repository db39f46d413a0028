import type { RunRow } from './run-store.js';
import type { StepRow } from './step-row.js';

/** A run as the API shows it. */
export function runAnswer(run: RunRow): Record<string, unknown> {
  return {
    run_id: run.id,
    trigger: run.trigger,
    actor: run.actor,
    reason: run.reason,
    force: run.force,
    status: run.status,
    outcome: run.outcome,
    explanation: run.explanation,
    requested_at: run.requestedAt,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    cancel_requested_at: run.cancelRequestedAt,
    cancelled_by: run.cancelledBy,
  };
}

/** A step as the API shows it, with what it made and wrote. */
export function stepAnswer(step: StepRow): Record<string, unknown> {
  return {
    name: step.name,
    status: step.status,
    attempts: step.attempts,
    next_attempt_at: step.status === 'pending' ? step.nextAttemptAt : null,
    started_at: step.startedAt,
    finished_at: step.finishedAt,
    output: snakeKeys(step.output),
    error: step.error,
    log: step.log,
  };
}

/** Outputs are stored as the code names things, and shown as the API does. */
function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [snake(name), snakeKeys(member)]));
}

function snake(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
