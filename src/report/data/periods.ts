import { HOUR_MS, type HourSummary, mergePredictionSummaries, type PredictionSummary } from '../../metrics/index.js';

const STEPS_HOURS = [1, 3, 6, 12, 24, 7 * 24, 28 * 24] as const;

/** Some hours in a row: from `from` up to, not including, `to` (milliseconds since 1970). */
export interface Period {
  readonly from: number;
  readonly to: number;
}

export type SummarisedPeriod = Period & { readonly summary: PredictionSummary };

/** The shortest step (1 h, 3 h, ... 1 day, ..., in milliseconds) that cuts a span into at most `most` pieces. */
export function stepOf(spanMs: number, most: number): number {
  const hours = STEPS_HOURS.find((step) => spanMs / (step * HOUR_MS) <= most) ?? STEPS_HOURS[STEPS_HOURS.length - 1];
  return (hours ?? 1) * HOUR_MS;
}

/** The start of the step that a time lies in; steps begin at midnight UTC or at a multiple of their length after it. */
export function stepStart(time: number, stepMs: number): number {
  return Math.floor(time / stepMs) * stepMs;
}

/** Merges hours into steps as they come, so that memory does not grow with their number; steps without hours are left out. */
export async function summarisedSteps(hours: AsyncIterable<HourSummary>, stepMs: number): Promise<SummarisedPeriod[]> {
  const steps: SummarisedPeriod[] = [];
  for await (const { hour, summary } of hours) {
    const piece = { from: hour, to: hour + HOUR_MS, summary };
    const open = steps.at(-1);
    if (open && stepStart(open.from, stepMs) === stepStart(hour, stepMs)) steps[steps.length - 1] = joined(open, piece);
    else steps.push(piece);
  }
  return steps;
}

/** How steps are joined into periods that are judged. */
export interface PeriodRule {
  readonly window: Period;
  /** What the steps are merged by. */
  readonly stepMs: number;
  /** A period is a whole number of these, so that each time of day counts alike; a window shorter than one is one period. */
  readonly cycleMs: number;
  readonly leastRows: number;
}

/**
 * Cuts a window into periods of whole cycles, from its end backwards; each is joined with those before it until there are
 * `leastRows`. The newest holds the step in progress besides; what is left of a cycle at the beginning is left out.
 *
 * @param steps of one version, oldest first
 * @param most wanted number of periods
 * @returns periods, oldest first; the first one may hold fewer rows. Cost: one merge a step.
 */
export function cyclePeriods(
  steps: readonly SummarisedPeriod[],
  { window, stepMs, cycleMs, leastRows }: PeriodRule,
  most: number,
): SummarisedPeriod[] {
  const end = stepStart(window.to, stepMs);
  const whole = Math.floor((end - window.from) / stepMs) * stepMs;
  if (whole <= 0) return [];
  let unit = cycleMs;
  while (unit % stepMs !== 0) unit += cycleMs;
  unit = Math.min(unit, whole);
  const length = unit * Math.ceil(whole / unit / most);
  const newestFirst: SummarisedPeriod[] = [];
  for (const { from, to, summary } of [...steps].reverse()) {
    const periodsBack = from >= end ? 1 : Math.ceil((end - from) / length);
    const start = end - periodsBack * length;
    if (start < window.from) break;
    const piece = { from: start, to: Math.max(to, start + length), summary };
    const open = newestFirst.at(-1);
    if (open && (open.from === start || open.summary.scored < leastRows)) {
      newestFirst[newestFirst.length - 1] = joined(piece, open);
    } else newestFirst.push(piece);
  }
  return newestFirst.reverse();
}

function joined(a: SummarisedPeriod, b: SummarisedPeriod): SummarisedPeriod {
  return { from: a.from, to: b.to, summary: mergePredictionSummaries(a.summary, b.summary) };
}
