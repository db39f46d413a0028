import { HOUR_MS, mergePredictionSummaries, type PredictionHour, type PredictionSummary } from '../../metrics/index.js';
import { PSI_RULE_DEFAULTS } from '../../statistics/index.js';

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

/**
 * Joins hours into periods that hold enough rows to be judged: steps of equal length, each joined with the next ones
 * until there are `leastRows`; what is left at the end joins the last period.
 *
 * @param hours of one version, oldest first
 * @param most wanted number of periods
 * @returns periods, oldest first; a single one may hold fewer rows. Cost: one merge an hour.
 */
export function periodsOf(
  hours: readonly PredictionHour[],
  most: number,
  leastRows: number = PSI_RULE_DEFAULTS.minimumRows,
): SummarisedPeriod[] {
  const [first, last] = [hours[0], hours.at(-1)];
  if (!first || !last) return [];
  const stepMs = stepOf(last.hour + HOUR_MS - first.hour, most);
  const periods: SummarisedPeriod[] = [];
  for (const { hour, summary } of hours) {
    const open = periods.at(-1);
    const piece = { from: hour, to: hour + HOUR_MS, summary };
    const together = open && (stepStart(open.to - 1, stepMs) === stepStart(hour, stepMs) || tooFew(open, leastRows));
    if (together) periods[periods.length - 1] = joined(open, piece);
    else periods.push(piece);
  }
  const [before, open] = periods.slice(-2);
  if (before && open && tooFew(open, leastRows)) periods.splice(-2, 2, joined(before, open));
  return periods;
}

function tooFew({ summary }: SummarisedPeriod, leastRows: number): boolean {
  return summary.scored < leastRows;
}

function joined(a: SummarisedPeriod, b: SummarisedPeriod): SummarisedPeriod {
  return { from: a.from, to: b.to, summary: mergePredictionSummaries(a.summary, b.summary) };
}
