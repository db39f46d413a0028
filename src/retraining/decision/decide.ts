import { formatDuration, formatSpan } from '../../config/index.js';
import type { Trigger } from '../runs/run.js';
import type { ConditionResult } from './conditions/condition-result.js';

/** All that a decision rests on. Times are milliseconds since 1970. */
export interface Evidence {
  readonly now: number;
  readonly trigger: Trigger;
  /** Whether the one who asked wants cooldown, daily maximum, probation and episodes passed over. */
  readonly force: boolean;
  /** The cause that an alert or a person gives: `manual`, `alert:ModelRetrainingNeeded (accuracy)`. */
  readonly askedCause: string | undefined;
  readonly conditions: readonly ConditionResult[];
  /** Causes with an open episode that no automatic run may follow, and why, in words. */
  readonly held: ReadonlyMap<string, string>;
  /** Another run that is not finished. */
  readonly runningRun: number | undefined;
  /** When the last run that trained ended. */
  readonly lastTrainedAt: number | undefined;
  /** Runs that trained and ended in the last 24 hours. */
  readonly trainedInLastDay: number;
  readonly probation: { readonly modelVersion: string; readonly endsAt: number } | undefined;
  /** Labelled rows to train on; counted no further than the policy's minimum. */
  readonly labelledRows: number;
}

/** The config's part in a decision. */
export interface Policy {
  readonly cooldownMs: number;
  readonly maximumPerDay: number;
  readonly minimumRows: number;
}

export type Decision =
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'retrain'; readonly cause: string; readonly reason: string };

/** The cause that a condition gives to a run and its episode. */
export function conditionCause(name: string): string {
  return `condition:${name}`;
}

/**
 * The cause that an alert gives; its run's actor is called the same.
 *
 * @param label the alert's label `cause`, which tells apart what one name is raised for: `alert:NAME (accuracy)`
 */
export function alertCause(alertname: string, label: string | null): string {
  return label === null ? `alert:${alertname}` : `alert:${alertname} (${label})`;
}

/** Whether a cause is an alert of this name, whatever its label. */
export function isAlertOf(alertname: string, cause: string): boolean {
  return cause === alertCause(alertname, null) || cause.startsWith(`alert:${alertname} (`);
}

/** Whether to retrain, and why, in plain words. The first thing that speaks against it is the reason. */
export function decide(evidence: Evidence, policy: Policy): Decision {
  const { runningRun, trigger, force } = evidence;
  if (runningRun !== undefined) return skip(`run ${runningRun} is not finished`);
  const call = trigger === 'schedule' ? calledByCondition(evidence) : calledByAsking(evidence);
  if (call.kind === 'skip' || force) return call;
  const objection = objectionOf(evidence, policy);
  return objection === undefined ? call : skip(`${call.reason}, but ${objection}`);
}

function skip(reason: string): Decision {
  return { kind: 'skip', reason };
}

function calledByCondition({ conditions, held }: Evidence): Decision {
  const breaching = conditions.filter(({ state }) => state === 'breach');
  if (breaching.length === 0) {
    return skip(conditions.length === 0 ? 'no condition is configured' : `no condition holds: ${list(conditions)}`);
  }
  const free = breaching.filter(({ name }) => !held.has(conditionCause(name)));
  if (free[0]) return { kind: 'retrain', cause: conditionCause(free[0].name), reason: list(free) };
  return skip(
    breaching.map(({ name }) => `${name} is in breach, but ${held.get(conditionCause(name)) ?? ''}`).join('; '),
  );
}

function calledByAsking({ askedCause = 'manual', force, held }: Evidence): Decision {
  const alert = /^alert:(.*)$/.exec(askedCause)?.[1];
  const reason = alert === undefined ? 'asked for by hand' : `the alert ${alert} fires`;
  const hold = force ? undefined : held.get(askedCause);
  return hold === undefined ? { kind: 'retrain', cause: askedCause, reason } : skip(`${reason}, but ${hold}`);
}

function objectionOf(evidence: Evidence, { cooldownMs, maximumPerDay, minimumRows }: Policy): string | undefined {
  const { now, probation, lastTrainedAt, trainedInLastDay, trigger, labelledRows } = evidence;
  if (probation) return `${probation.modelVersion} is on probation for ${formatSpan(probation.endsAt - now)} more`;
  const cooled = lastTrainedAt === undefined ? now : lastTrainedAt + cooldownMs;
  if (now < cooled) {
    return `a run trained ${formatSpan(now - (lastTrainedAt ?? now))} ago: the cooldown of ${formatDuration(cooldownMs)} ends in ${formatSpan(cooled - now)}`;
  }
  if (trainedInLastDay >= maximumPerDay) {
    return `${trainedInLastDay} ${trainedInLastDay === 1 ? 'run' : 'runs'} trained in the last 24 hours, and at most ${maximumPerDay} may`;
  }
  // A person who asks is told by the run itself which rows are missing.
  if (trigger !== 'manual' && labelledRows < minimumRows) {
    return `there are ${labelledRows} labelled rows to train on, and ${minimumRows} are needed`;
  }
  return undefined;
}

/** `accuracy is in breach (0.786 < 0.90, model_version="v1"); latency_p95 has no data`. */
function list(conditions: readonly ConditionResult[]): string {
  const words = { breach: 'is in breach', ok: 'is fine', 'no-data': 'has no data', error: 'could not be told' };
  return conditions
    .map((condition) => {
      const figure = figureText(condition);
      return `${condition.name} ${words[condition.state]}${figure === null ? '' : ` (${figure})`}`;
    })
    .join('; ');
}

/** The figure of a condition, against what, and what there is to say of it: `0.95, not < 0.90`; null for nothing. */
export function figureText({ state, value, limit, detail }: ConditionResult): string | null {
  const against = limit === undefined ? '' : `${state === 'breach' ? '' : ', not'} ${limit}`;
  const figure = value === undefined ? [] : [`${Number(value.toPrecision(4))}${against}`];
  const parts = [...figure, ...(detail ? [detail] : [])];
  return parts.length === 0 ? null : parts.join(', ');
}
