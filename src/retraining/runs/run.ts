import type { EntityManager } from 'typeorm';

/** The steps of a run, in their order. */
export const STEP_NAMES = ['check', 'prepare', 'train', 'validate', 'deploy', 'notify'] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** What asked for a run. */
export const TRIGGERS = ['schedule', 'manual', 'alert'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** How a run ended. */
export const OUTCOMES = ['deployed', 'threshold-moved', 'refused', 'skipped', 'failed', 'cancelled'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One retraining, from its trigger to its end. At most one is unfinished over all replicas. */
export interface Run {
  readonly id: number;
  readonly trigger: Trigger;
  readonly actor: string;
  /** Why it was asked for, in words. */
  readonly reason: string;
  /** Whether cooldown, daily maximum and conditions are passed over. */
  readonly force: boolean;
  readonly status: 'pending' | 'running' | 'finished';
  /** Known from the step that decides it on: a refused run still goes through notify. */
  readonly outcome: Outcome | null;
  /** What led to the outcome, in words. */
  readonly explanation: string | null;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly cancelRequestedAt: Date | null;
}

/** Whether a person wants this run; others are called for by a condition or an alert. */
export function isAskedFor({ trigger, force }: Pick<Run, 'trigger' | 'force'>): boolean {
  return trigger === 'manual' || force;
}

/** What a step may use while it runs. */
export interface StepContext {
  readonly run: Run;
  /** From 1 on. */
  readonly attempt: number;
  /** Aborted when the run is cancelled, the step takes too long, the leadership is lost, or the service stops. */
  readonly signal: AbortSignal;
  /** Adds a line to the step's log, which people read at GET /admin/retrains/:run_id. */
  log(line: string): void;
  /** The output of an earlier step of this run. */
  outputOf(step: StepName): unknown;
}

/**
 * What a step made. `commit` runs in the transaction that ends the step, which fails when another process has taken the
 * step over: what must happen exactly once is written there. What it returns joins the output.
 */
export type StepResult =
  | { readonly kind: 'done'; readonly output: object; readonly commit?: StepCommit }
  /** Look again at this time; the attempt does not count. */
  | { readonly kind: 'again'; readonly at: number; readonly output: object }
  /** The run goes no further than notify (`skipped`: not even there). */
  | {
      readonly kind: 'end';
      readonly outcome: Outcome;
      readonly explanation: string;
      readonly output: object;
      readonly commit?: StepCommit;
    };

export type StepCommit = (manager: EntityManager) => Promise<object>;

/** One of the six steps. It may be begun again from its start at any time: after a crash, in another process. */
export interface Step {
  readonly name: StepName;
  /** @throws any error fails the attempt; it is tried again as the config says */
  run(context: StepContext): Promise<StepResult>;
}

/** Injection token of the six steps, in order. */
export const STEPS = Symbol('steps');
