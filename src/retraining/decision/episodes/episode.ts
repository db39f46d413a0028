import { formatDuration } from '../../../config/index.js';
import type { ConditionResult } from '../conditions/condition-result.js';

/** What calls for a run. */
export interface Cause {
  /** `condition:accuracy`, `alert:ModelRetrainingNeeded (accuracy)`. */
  readonly cause: string;
  /** What its figure is, in words. */
  readonly figure: string | null;
}

/** A cause that called for a run, from then on until it is gone. */
export interface Episode {
  readonly id: number;
  readonly cause: string;
  readonly state: 'open' | 'escalated' | 'healed' | 'rolled-back' | 'withdrawn';
  /** The run that was to cure it. */
  readonly runId: number;
  /** What the cause's figure was then, in words. */
  readonly figure: string | null;
  readonly openedAt: Date;
  readonly escalatedAt: Date | null;
  readonly closedAt: Date | null;
  readonly explanation: string | null;
}

/** What has been done about an open episode since it was opened. Times are milliseconds since 1970. */
export interface Treatment {
  /** The newest run since then that deployed, moved the threshold, or was refused. */
  readonly run:
    | {
        readonly id: number;
        readonly outcome: string;
        readonly finishedAt: number;
        /** Labelled predictions scored after it that another run by itself waits for. */
        readonly nextAfterLabels: number;
      }
    | undefined;
  /** Labelled predictions scored after that run, counted no further than needed. */
  readonly labels: number;
  readonly failedRuns: number;
}

export interface EpisodePolicy {
  readonly cooldownMs: number;
  readonly maximumPerDay: number;
  readonly minimumLabels: number;
  /** The window of the figures, `windows.performance`. */
  readonly windowMs: number;
}

export type Course =
  /** Nothing changes; a run may be tried (again). */
  | { readonly kind: 'keep' }
  /** No automatic run, for this reason. */
  | { readonly kind: 'hold'; readonly reason: string }
  | { readonly kind: 'heal' }
  | { readonly kind: 'escalate'; readonly reason: string };

/**
 * What becomes of an open episode at a check. It heals when there is a figure again and it is fine: no data heals nothing.
 *
 * A breach that stays after a finished run (deployed, threshold moved, refused) escalates once the figures had time to
 * follow: the cooldown has passed since that run, and, unless the run changed nothing (refused), the minimum of labels
 * has come for predictions scored since, or a whole window of the figures has passed, so that they are of nothing else.
 * Until then no run follows. Failed runs may be followed by others, up to the daily maximum of runs; then it escalates.
 *
 * An escalated one, or one whose cure was rolled back, may have another run once that has news to learn from:
 * `nextAfterLabels` (labelsForNextRun()).
 */
export function courseOf(
  episode: Pick<Episode, 'state'>,
  seen: ConditionResult['state'],
  { run, labels, failedRuns }: Treatment,
  policy: EpisodePolicy,
  now: number,
): Course {
  if (seen === 'ok') return { kind: 'heal' };
  if (episode.state === 'escalated')
    return afterTelling('retraining did not cure it and people were told', run, labels);
  if (episode.state === 'rolled-back') {
    return run
      ? afterTelling('what was to cure it was rolled back and people were told', run, labels)
      : { kind: 'keep' };
  }
  if (seen !== 'breach') return { kind: 'keep' };
  if (!run) {
    if (failedRuns < policy.maximumPerDay) return { kind: 'keep' };
    return { kind: 'escalate', reason: `${failedRuns} ${failedRuns === 1 ? 'run' : 'runs'} for it failed` };
  }
  const since = now - run.finishedAt;
  const followed = run.outcome === 'refused' || labels >= policy.minimumLabels || since >= policy.windowMs;
  if (since >= policy.cooldownMs && followed) {
    return { kind: 'escalate', reason: `run ${run.id} (${run.outcome}) did not cure it` };
  }
  const missing =
    since < policy.cooldownMs
      ? `the cooldown of ${formatDuration(policy.cooldownMs)} has not passed`
      : `${labels} of ${policy.minimumLabels} labels have come`;
  return { kind: 'hold', reason: `the figures have not had time to follow run ${run.id} (${run.outcome}): ${missing}` };
}

function afterTelling(told: string, run: Treatment['run'], labels: number): Course {
  if (!run) return { kind: 'hold', reason: `${told}: it waits until the cause is gone` };
  if (labels >= run.nextAfterLabels) return { kind: 'keep' };
  const news = `${labels} of the ${run.nextAfterLabels} newer labels that another run would need have come`;
  return { kind: 'hold', reason: `${told}: ${news} since run ${run.id} (${run.outcome})` };
}

/**
 * How many newer labels the next run for an escalated cause waits for: as many as the last run held out, so that it is
 * measured on none of the rows that were there before, and fits on all of them; twice as many after each further run that
 * did not help, so that a cause that no training cures is tried ever more seldom.
 *
 * @param heldOut rows that the last run held out
 * @param runs finished runs of the episode, at least one
 */
export function labelsForNextRun(heldOut: number, runs: number): number {
  return heldOut * 2 ** (runs - 1);
}
