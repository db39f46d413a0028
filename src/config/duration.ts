import { z } from 'zod';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * Reads a duration such as `250ms`, `30s`, `5m`, `12h`, `7d` or `2w`.
 *
 * @returns milliseconds, or undefined when the text is not a duration
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text.trim());
  if (!match) return undefined;
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

/** Writes milliseconds in the largest unit, up to days, that holds them whole: 604800000 is `7d`. */
export function formatDuration(milliseconds: number): string {
  const units = Object.entries(UNIT_MS).reverse().slice(1);
  const [unit, size] = units.find(([, ms]) => milliseconds >= ms && milliseconds % ms === 0) ?? ['ms', 1];
  return `${milliseconds / size}${unit}`;
}

/** Writes milliseconds for people, rounded up to minutes, from a day on to hours: `1m`, `5h 59m`, `2d 23h`, `3d`. */
export function formatSpan(milliseconds: number): string {
  const [hour, day] = [60, 1_440];
  const exact = Math.max(1, Math.ceil(milliseconds / UNIT_MS.m));
  const minutes = exact < day ? exact : Math.ceil(exact / hour) * hour;
  const parts = [
    [Math.floor(minutes / day), 'd'],
    [Math.floor((minutes % day) / hour), 'h'],
    [minutes % hour, 'm'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count}${unit}`])).join(' ');
}

/** A duration in the config file; the parsed value is in milliseconds. */
export const durationMs = z.string().transform((text, context) => {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) {
    context.addIssue({ code: 'custom', message: `expected a duration such as 30s, 5m, 12h or 7d, got "${text}"` });
    return z.NEVER;
  }
  return milliseconds;
});
