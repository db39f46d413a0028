import type { Deployment } from '../../models/index.js';
import type { PerformanceEstimator } from '../../statistics/index.js';
import type { Span } from '../summaries/summary-windows.js';
import type { MovedThreshold } from './estimate.js';

/** What says at which threshold a version was called. */
export interface Thresholds {
  /** Of the version, newest first. */
  readonly deployments: readonly Pick<Deployment, 'deployedAt' | 'decisionThreshold'>[];
  /** The config's: of deployments that name none, and of estimators of a time when the threshold was not kept. */
  readonly configured: number;
}

/**
 * Whether a version was called, somewhere in a span, at another threshold than its estimator was fitted for. What a
 * deployment without a threshold of its own meant then is read from today's config.
 */
export function movedThreshold(
  { decisionThreshold }: Pick<PerformanceEstimator, 'decisionThreshold'>,
  { deployments, configured }: Thresholds,
  { from, to }: Span,
): MovedThreshold | undefined {
  const fittedFor = decisionThreshold ?? configured;
  const begun = deployments.filter(({ deployedAt }) => deployedAt.getTime() < to);
  const inForceAtStart = begun.findIndex(({ deployedAt }) => deployedAt.getTime() <= from);
  const inForce = inForceAtStart < 0 ? begun : begun.slice(0, inForceAtStart + 1);
  const calledAt = [...new Set(inForce.map((its) => its.decisionThreshold ?? configured))].sort((a, b) => a - b);
  return calledAt.every((threshold) => threshold === fittedFor)
    ? undefined
    : { kind: 'moved-threshold', fittedFor, calledAt };
}
