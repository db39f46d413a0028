import type { ScaleOptions } from '@observablehq/plot';

const DAY_MS = 86_400_000;

/** An axis of UTC times: hours as 14:00, with the date below where it begins. */
export function timeAxis(domain: readonly [Date, Date], ticks?: number): ScaleOptions {
  const tickFormat = (time: Date, place: number): string => timeLabel(time, place === 0);
  return { type: 'utc', label: null, domain, tickFormat, ...(ticks !== undefined && { ticks }) };
}

/** "14:00", with the date below it where asked for; midnight is its date alone. */
export function timeLabel(time: Date, withDate: boolean): string {
  const date = time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
  if (time.getTime() % DAY_MS === 0) return date;
  const hour = time.toISOString().slice(11, 16);
  return withDate ? `${hour}\n${date}` : hour;
}
