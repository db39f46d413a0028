import type { RollbackTarget } from '../../models/index.js';

export const CHECK_NAMES = [
  'error_rate',
  'latency_p95',
  'score_psi',
  'alert_rate',
  'accuracy',
  'average_precision',
] as const;

/** One figure of a version on probation against its limit. */
export interface ProbationCheck {
  readonly name: (typeof CHECK_NAMES)[number];
  readonly state: 'ok' | 'worse' | 'insufficient-data';
  /** null when it can't be told. */
  readonly value: number | null;
  readonly limit: number;
  /** The figures behind it, in words. */
  readonly detail: string;
}

/** How a probation stands, or ended. `superseded`: another version was made active meanwhile. */
export type ProbationStatus = 'active' | 'passed' | 'passed-unproven' | 'rolled-back' | 'superseded';

/** A version that is watched, or was, since it became active. */
export interface Probation {
  readonly deploymentId: number;
  readonly version: string;
  readonly former: RollbackTarget;
  readonly beganAt: Date;
  readonly endsAt: Date;
  readonly status: ProbationStatus;
  readonly explanation: string | null;
  readonly endedAt: Date | null;
  /** null before the first check. */
  readonly checkedAt: Date | null;
  readonly checks: readonly ProbationCheck[];
}
