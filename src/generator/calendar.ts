export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** 1 January 1970 was a Thursday: three days after a Monday. */
const EPOCH_WEEKDAY = 3;

/** The hour of the day in UTC, 0 to 23. */
export function hourOfDay(epochMs: number): number {
  return Math.floor(epochMs / HOUR_MS) % 24;
}

/** Saturday or Sunday in UTC. */
export function isWeekend(epochMs: number): boolean {
  return (Math.floor(epochMs / DAY_MS) + EPOCH_WEEKDAY) % 7 >= 5;
}

/** From 23:00 to 06:00 UTC. */
export function isNight(epochMs: number): boolean {
  const hour = hourOfDay(epochMs);
  return hour >= 23 || hour < 6;
}

/** How busy each hour of the day is, against an average hour: 24 weights with mean 1. */
export type DayProfile = readonly number[];

/** Scales 24 hourly weights to a mean of 1. */
export function dayProfile(weights: readonly number[]): DayProfile {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (24 * weight) / total);
}

export const SHOPPING_HOURS = dayProfile([
  2, 1, 1, 1, 1, 2, 5, 12, 22, 30, 36, 40, 48, 46, 38, 36, 40, 50, 52, 44, 32, 22, 12, 5,
]);
export const ANY_HOUR = dayProfile(Array.from({ length: 24 }, () => 1));
export const NIGHT_HOURS = dayProfile([9, 10, 10, 10, 9, 6, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5, 2, 6]);
