import type { Labels, Matching } from './expression.js';

const NAME = '__name__';

/** The labels for which `keep` is true. */
export function pick(labels: Labels, keep: (label: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => keep(label)));
}

/** The labels without the metric's name: what is left when a value is no longer the metric's. */
export function withoutName(labels: Labels): Labels {
  return pick(labels, (label) => label !== NAME);
}

/** The labels that pair a series with one of the other side. */
export function matched(labels: Labels, { on, labels: names }: Matching): Labels {
  return pick(labels, (label) => (on ? names.includes(label) : label !== NAME && !names.includes(label)));
}

/** One text for equal labels, in whatever order. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
