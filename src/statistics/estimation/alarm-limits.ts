import type { Interval } from '../interval.js';

/** Where an estimated metric is out of the ordinary, or why nobody could tell. */
export type AlarmLimits = ({ kind: 'limits' } & Interval) | { kind: 'blind' };

/**
 * Limits from how the realised metric varied over the chunks of the reference: mean -+ 3 population standard
 * deviations, clipped to [0, 1].
 *
 * With few positives a chunk the range swallows all of [0, 1] and an alarm could never fire. NannyML keeps such limits;
 * here they are `blind`, to be shown as such: take larger chunks (`chunkRowsForPositives`).
 *
 * @param realised the metric on each reference chunk, undefined where the chunk could not tell
 * @returns the limits; `blind` also with fewer than two known values. Cost: O(chunks).
 * @see NannyML `thresholds.py` StandardDeviationThreshold
 */
export function alarmLimits(realised: readonly (number | undefined)[]): AlarmLimits {
  const values = realised.filter((value) => value !== undefined);
  if (values.length < 2) return { kind: 'blind' };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const lower = Math.max(0, mean - 3 * Math.sqrt(variance));
  const upper = Math.min(1, mean + 3 * Math.sqrt(variance));
  return lower === 0 && upper === 1 ? { kind: 'blind' } : { kind: 'limits', lower, upper };
}

/** Whether a figure lies outside the limits. Above counts too: an improvement nobody made is a change of the data. */
export function isOutside(figure: number, limits: AlarmLimits): boolean {
  return limits.kind === 'limits' && (figure < limits.lower || figure > limits.upper);
}
