import type { DrillResult } from './result.js';

/** What a drill came to. */
export interface DrillReport {
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly version: string;
  /** Of the whole, on the machine's clock. */
  readonly seconds: number;
  readonly speed: number;
  /** What differs from every day, in words. */
  readonly settings: readonly string[];
  readonly results: readonly DrillResult[];
}

/** As JSON: keys in snake_case, times in seconds of the machine from the fault. */
export function drillJson({ madeAt, version, seconds, speed, settings, results }: DrillReport): object {
  return {
    made_at: new Date(madeAt).toISOString(),
    version,
    seconds,
    speed,
    settings,
    faults: results.map(({ watchedSeconds, falseAlarms, detected, alerts, ...result }) => ({
      ...result,
      watched_seconds: watchedSeconds,
      detected: detected ?? null,
      alerts: alerts.map(({ isSign, to = null, ...alert }) => ({ ...alert, to, is_sign: isSign })),
      false_alarms: falseAlarms,
    })),
  };
}
