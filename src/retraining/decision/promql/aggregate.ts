import type { Aggregation, Labels, Sample } from './expression.js';
import { keyOf, pick } from './labels.js';

const COMBINE: Readonly<Record<Aggregation['operator'], (values: readonly number[]) => number>> = {
  sum,
  avg: (values) => sum(values) / values.length,
  count: (values) => values.length,
  // As in Prometheus, NaN is the greatest and the least only where there is nothing else.
  max: (values) => values.reduce((best, value) => (best < value || Number.isNaN(best) ? value : best)),
  min: (values) => values.reduce((best, value) => (best > value || Number.isNaN(best) ? value : best)),
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** One sample for each group of series with equal labels, of those that `by` keeps or `without` leaves. */
export function aggregate({ operator, by, labels }: Aggregation, samples: readonly Sample[]): Sample[] {
  const keeps = (label: string): boolean =>
    by ? labels.includes(label) : label !== '__name__' && !labels.includes(label);
  const groups = new Map<string, { labels: Labels; values: number[] }>();
  for (const sample of samples) {
    const kept = pick(sample.labels, keeps);
    const key = keyOf(kept);
    const group = groups.get(key) ?? { labels: kept, values: [] };
    group.values.push(sample.value);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({ labels: group.labels, value: COMBINE[operator](group.values) }));
}
