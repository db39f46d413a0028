import type { ColumnKind } from './parameters.js';
import { Random } from './random.js';

/** The byte of a missing value, and of a category without a bin of its own. */
export const MISSING_BIN = 255;

/** Cuts ascend; the bin of x is the number of cuts below x, so `x <= cuts[t]` is the same as `bin <= t`. */
export interface NumericBinning {
  readonly kind: 'numeric';
  readonly cuts: Float64Array;
}

/** Bin b holds the category code `categories[b]`; codes ascend. A code that is not listed is treated as missing. */
export interface CategoricalBinning {
  readonly kind: 'categorical';
  readonly categories: Float64Array;
}

export type FeatureBinning = NumericBinning | CategoricalBinning;

/** Quantiles of so many values are within 0.8 % of rank of those of all values (Dvoretzky, Kiefer and Wolfowitz, 1956). */
const MAX_SAMPLE = 2 ** 15;

/** Most cuts of a feature that the 16-bit codes of a forest's splits tell apart; {@link learnBinning} makes at most 254. */
export const MAX_CUTS = 0xfffe;

/** Number of bins that hold values; missing values have {@link MISSING_BIN} besides. */
export function binCount(binning: FeatureBinning): number {
  return binning.kind === 'numeric' ? binning.cuts.length + 1 : binning.categories.length;
}

/**
 * Learns the bins of one feature.
 *
 * Numeric: with at most maxBins distinct values, each has its bin and cuts lie midway, as exact CART has them; with more, bins of
 * about equal counts, a frequent value keeping a bin of its own (as in LightGBM, Ke et al., NeurIPS 2017), half of the bins for all rows and half for
 * those of the rarer class: where that lies, often in a tail, is where splits are wanted. Categorical: the most
 * frequent maxBins categories have a bin each, the others share the bin of missing values.
 * @param column [nRows], NaN is missing. @param seed chooses the sample of a long column. Cost O(nRows + s log s), s at most 32,768.
 */
export function learnBinning(
  column: Float64Array,
  kind: ColumnKind,
  labels: Uint8Array,
  maxBins: number,
  seed: number,
): FeatureBinning {
  if (kind === 'categorical') return { kind, categories: frequentCategories(column, maxBins) };
  const few = distinctValues(column, maxBins);
  if (few !== undefined) return { kind, cuts: midpoints(few) };
  const present = column.includes(NaN) ? presentValues(column, labels, [1, 1]) : column;
  const positives = presentValues(column, labels, [0, 1]);
  const rarer = positives.length * 2 <= present.length ? positives : presentValues(column, labels, [1, 0]);
  const rare = quantileCuts(sortedSample(rarer, seed), maxBins >> 1);
  const all = quantileCuts(sortedSample(present, seed), maxBins - rare.length);
  return { kind, cuts: Float64Array.from(new Set([...rare, ...all])).sort() };
}

/** The distinct values in ascending order, or undefined when there are more than `limit`. */
function distinctValues(column: Float64Array, limit: number): Float64Array | undefined {
  const seen = new Set<number>();
  let last = NaN;
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    if (value === last || value !== value) continue;
    last = value;
    if (seen.add(value).size > limit) return undefined;
  }
  return Float64Array.from(seen).sort();
}

function midpoints(ascending: Float64Array): Float64Array {
  return Float64Array.from({ length: Math.max(0, ascending.length - 1) }, (_, k) =>
    midpoint(ascending[k], ascending[k + 1]),
  );
}

/** The values of the rows that have one and whose label is wanted, `isWanted[label]` = 1, in row order. */
function presentValues(column: Float64Array, labels: Uint8Array, isWanted: readonly [0 | 1, 0 | 1]): Float64Array {
  const values = new Float64Array(column.length);
  let n = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    values[n] = value;
    n += value === value ? isWanted[labels[row]] : 0;
  }
  return values.subarray(0, n);
}

/** Some of the values in ascending order: all of them, or one drawn from each of 32,768 stretches of equal numbers of them. Cost O(s log s). */
function sortedSample(values: Float64Array, seed: number): Float64Array {
  const stride = values.length / MAX_SAMPLE;
  if (stride <= 1) return values.slice().sort();
  const random = new Random(seed, -1);
  const sample = new Float64Array(MAX_SAMPLE);
  for (let k = 0; k < MAX_SAMPLE; k++) sample[k] = values[Math.floor((k + random.unit()) * stride)];
  return sample.sort();
}

/** A bin is closed when one more value would overshoot its share of the rest by more than it now falls short. */
function quantileCuts(sorted: Float64Array, maxBins: number): Float64Array {
  const cuts = new Float64Array(maxBins);
  let nCuts = 0;
  let inBin = 0;
  let share = sorted.length / maxBins;
  for (let from = 0, to = 0; from < sorted.length && nCuts < maxBins - 1; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    const overshoot = inBin + (to - from) - share;
    if (inBin > 0 && overshoot > share - inBin) {
      cuts[nCuts++] = midpoint(sorted[from - 1], sorted[from]);
      share = (sorted.length - from) / (maxBins - nCuts);
      inBin = 0;
    }
    inBin += to - from;
  }
  return cuts.subarray(0, nCuts);
}

function midpoint(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return middle >= low && middle < high ? middle : low;
}

function frequentCategories(column: Float64Array, maxBins: number): Float64Array {
  const counts = new Map<number, number>();
  for (let row = 0; row < column.length; row++) {
    const code = column[row];
    if (!Number.isNaN(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const byFrequency = [...counts].sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || a - b);
  return Float64Array.from(byFrequency.slice(0, maxBins), ([code]) => code).sort();
}
