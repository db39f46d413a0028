import type { StepName } from './run.js';

export type StepStatus = 'pending' | 'running' | 'done' | 'skipped' | 'failed' | 'cancelled';

/** A line that a step wrote for people. */
export interface LogLine {
  /** ISO 8601. */
  readonly at: string;
  readonly attempt: number;
  readonly line: string;
}

/** A step of a run as it is stored. */
export interface StepRow {
  readonly name: StepName;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  /** When the newest attempt began. */
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly output: unknown;
  /** What the newest failed attempt said. */
  readonly error: string | null;
  readonly log: readonly LogLine[];
}

/** Who may write to a step: the process that made this attempt, as long as nobody took the step over. */
export interface Attempt {
  readonly runId: number;
  readonly step: StepName;
  readonly number: number;
}
