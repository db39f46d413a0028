import type { OutcomeHour } from '../../metrics/index.js';
import { type Period, stepOf, stepStart, type SummarisedPeriod } from './periods.js';

/** Periods of traffic that are shown at most, in which predictions are read. */
export const MOST_PERIODS = 180;

/** What was scored in one period, and what became known of it. */
export interface TrafficPeriod extends Period {
  readonly scored: number;
  /** Called positive. */
  readonly positive: number;
  readonly labels: number;
  /** Known to be positive. */
  readonly actualPositives: number;
}

/** Counts by period of the time of scoring, oldest first; periods without predictions are left out. */
export function trafficOf(predictions: readonly SummarisedPeriod[], outcomes: readonly OutcomeHour[]): TrafficPeriod[] {
  const [first, last] = [predictions[0], predictions.at(-1)];
  if (!first || !last) return [];
  const stepMs = stepOf(last.to - first.from, MOST_PERIODS);
  const periods = new Map<number, TrafficPeriod>();
  const add = (hour: number, more: Partial<Omit<TrafficPeriod, keyof Period>>): void => {
    const from = stepStart(hour, stepMs);
    const known = periods.get(from) ?? {
      from,
      to: from + stepMs,
      scored: 0,
      positive: 0,
      labels: 0,
      actualPositives: 0,
    };
    periods.set(from, {
      ...known,
      scored: known.scored + (more.scored ?? 0),
      positive: known.positive + (more.positive ?? 0),
      labels: known.labels + (more.labels ?? 0),
      actualPositives: known.actualPositives + (more.actualPositives ?? 0),
    });
  };
  for (const { from, summary } of predictions) add(from, summary);
  for (const { hour, summary } of outcomes) {
    const { tp, fp, tn, fn } = summary.counts;
    add(hour, { labels: tp + fp + tn + fn, actualPositives: tp + fn });
  }
  return [...periods.values()].sort((a, b) => a.from - b.from);
}
