import { short } from '../numbers.js';

/** A constant reference has its second edge at the value and its first one a rounding error below. */
const SAME = 1e-12;

/**
 * Names the bins of a numeric column for people; each holds lower edge < x <= upper edge.
 *
 * @param edges ascending, as `quantileEdges` gives them
 * @returns edges.length + 1 labels such as "≤ 5", "5 – 12.5", "> 12.5"; of a constant column "< 5", "5", "> 5"
 */
export function binLabels(edges: readonly number[]): string[] {
  const [first, second] = edges;
  if (first === undefined) return ['any'];
  if (
    edges.length === 2 &&
    second !== undefined &&
    second - first <= Math.max(Math.abs(second) * SAME, Number.MIN_VALUE)
  ) {
    const value = short(second);
    return [`< ${value}`, value, `> ${value}`];
  }
  const names = distinct(edges);
  const last = names.at(-1) ?? '';
  return [`≤ ${names[0] ?? ''}`, ...names.slice(1).map((name, i) => `${names[i] ?? ''} – ${name}`), `> ${last}`];
}

/** The edges with as few digits as tell them apart. */
function distinct(edges: readonly number[]): string[] {
  for (let digits = 3; digits < 15; digits += 1) {
    const names = edges.map((edge) => short(edge, digits));
    if (new Set(names).size === names.length) return names;
  }
  return edges.map(String);
}
