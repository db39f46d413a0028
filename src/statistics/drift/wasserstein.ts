import type { BoundedFigure } from '../interval.js';
import { momentsOf, populationSummary } from '../summaries/moments.js';
import { sortedFinite } from '../summaries/sorted-finite.js';
import { totalsOf } from './count-pairs.js';
import type { CountPair } from './count-pairs.js';

/** A near-constant reference is divided by this instead of its standard deviation. */
const LEAST_SCALE = 0.001;

/**
 * Wasserstein (earth mover's) distance in reference standard deviations: how far the average row has to travel.
 *
 *     W = integral |F(x) - G(x)| dx / max(sd, 0.001)
 *
 * with F, G the reference and current distribution functions and sd the reference's population standard deviation.
 * Without drift it is not 0 but shrinks like the root of the row counts, so a fixed limit such as 0.1 fires at random
 * below some 1,000 rows.
 *
 * @param reference NaN and infinities are dropped
 * @param current NaN and infinities are dropped
 * @returns at least 0, 0 for equal samples; undefined when either is empty. Cost: O(n log n).
 * @see scipy `stats.wasserstein_distance`; Evidently `wasserstein` ("normed")
 */
export function normalisedWasserstein(reference: ArrayLike<number>, current: ArrayLike<number>): number | undefined {
  const a = sortedFinite(reference);
  const b = sortedFinite(current);
  const scale = populationSummary(momentsOf(a))?.standardDeviation;
  if (scale === undefined || b.length === 0) return undefined;
  let area = 0;
  let i = 0;
  let j = 0;
  let x = Math.min(a[0], b[0]);
  while (i < a.length || j < b.length) {
    const next = Math.min(i < a.length ? a[i] : Infinity, j < b.length ? b[j] : Infinity);
    area += Math.abs(i / a.length - j / b.length) * (next - x);
    while (i < a.length && a[i] === next) i++;
    while (j < b.length && b[j] === next) j++;
    x = next;
  }
  return area / Math.max(scale, LEAST_SCALE);
}

/** What the binned distance needs beside the counts. */
export interface BinnedRange {
  /** Ascending inner edges of the bins. */
  edges: ArrayLike<number>;
  /** Least and greatest value of both samples: where the first bin begins and the last one ends. */
  min: number;
  max: number;
  /** Population standard deviation of the reference. */
  standardDeviation: number;
}

/**
 * The same distance from bin counts, as if rows were spread evenly inside their bin. A distribution function that rises
 * by p over a bin of width w is off the straight line by an area of at most w p / 2, so
 *
 *     |W - value| <= sum_b w_b (p_b + q_b) / (2 max(sd, 0.001))
 *
 * with p_b, q_b the reference and current shares of bin b. Long end bins make the bound wide: say so beside the figure.
 *
 * @param counts both samples in the bins of `range.edges`
 * @param range where the bins lie
 * @returns the value and the range that certainly holds the unbinned distance; undefined when either side has no rows.
 *   Cost: O(bins).
 * @throws RangeError when the counts do not fit the edges
 */
export function binnedWasserstein(counts: CountPair, range: BinnedRange): BoundedFigure | undefined {
  const totals = totalsOf(counts);
  const { edges, min, max, standardDeviation } = range;
  if (counts.reference.length !== edges.length + 1) {
    throw new RangeError(`expected one bin more than edges, got ${counts.reference.length} and ${edges.length}`);
  }
  if (totals === undefined) return undefined;
  let area = 0;
  let error = 0;
  let gap = 0;
  for (let b = 0; b <= edges.length; b++) {
    const from = b === 0 ? min : Math.max(min, edges[b - 1]);
    const width = Math.max(0, (b === edges.length ? max : Math.min(max, edges[b])) - from);
    const p = counts.reference[b] / totals.reference;
    const q = counts.current[b] / totals.current;
    area += width * meanDistance(gap, gap + p - q);
    error += (width * (p + q)) / 2;
    gap += p - q;
  }
  const scale = Math.max(standardDeviation, LEAST_SCALE);
  return { value: area / scale, lower: Math.max(0, area - error) / scale, upper: (area + error) / scale };
}

/** Mean of |y| while y goes straight from a to b. */
function meanDistance(a: number, b: number): number {
  return a * b >= 0 ? Math.abs(a + b) / 2 : (a * a + b * b) / (2 * Math.abs(a - b));
}
