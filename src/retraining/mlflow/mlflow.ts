import type { Config, Environment } from '../../config/index.js';
import { MlflowApi } from './mlflow-api.js';
import { Tracking } from './tracking.js';

/** At most, and never more than half of what a step may take: a server that hangs fails no attempt. */
const TIMEOUT_MS = 60_000;

/** The tracking server, and how long a run or a change of alias may take there in all. */
export interface Mlflow {
  readonly tracking: Tracking;
  readonly timeoutMs: number;
}

/** Injection token of the `Mlflow`, undefined when none is configured. */
export const MLFLOW = Symbol('mlflow');

export function mlflowOf(
  { mlflow }: Pick<Environment, 'mlflow'>,
  { name, retraining }: Pick<Config, 'name' | 'retraining'>,
  timeoutMs: number = Math.min(TIMEOUT_MS, retraining.stepTimeout / 2),
): Mlflow | undefined {
  return mlflow && { tracking: new Tracking(new MlflowApi(mlflow), name), timeoutMs };
}
