import type { Labels, Sample } from './expression.js';
import { keyOf, pick } from './labels.js';

interface Bucket {
  readonly upperBound: number;
  readonly count: number;
}

/** The quantile of each histogram among these series of buckets (label `le`), as Prometheus has it. */
export function histogramQuantiles(quantile: number, samples: readonly Sample[]): Sample[] {
  const histograms = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels, value } of samples) {
    const upperBound = boundOf(labels['le']);
    if (Number.isNaN(upperBound)) continue;
    const others = pick(labels, (label) => label !== 'le' && label !== '__name__');
    const key = keyOf(others);
    const histogram = histograms.get(key) ?? { labels: others, buckets: [] };
    histogram.buckets.push({ upperBound, count: value });
    histograms.set(key, histogram);
  }
  return [...histograms.values()].map(({ labels, buckets }) => ({ labels, value: bucketQuantile(quantile, buckets) }));
}

function boundOf(text = ''): number {
  return text === '+Inf' ? Infinity : text === '' ? NaN : Number(text);
}

/**
 * The value below which this share of the observations lies, taken to be spread evenly within their bucket; the highest
 * finite bound when it lies above. NaN when there is no observation, or no bucket without an end.
 *
 * @param unsorted cumulative counts
 */
function bucketQuantile(quantile: number, unsorted: readonly Bucket[]): number {
  if (Number.isNaN(quantile)) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const buckets = cumulative(unsorted);
  const last = buckets.at(-1);
  if (last?.upperBound !== Infinity || buckets.length < 2 || last.count === 0 || Number.isNaN(last.count)) return NaN;
  const rank = quantile * last.count;
  const place = buckets.slice(0, -1).findIndex(({ count }) => count >= rank);
  if (place === -1) return buckets.at(-2)?.upperBound ?? NaN;
  const { upperBound, count } = buckets[place] ?? last;
  if (place === 0 && upperBound <= 0) return upperBound;
  const below = buckets[place - 1] ?? { upperBound: 0, count: 0 };
  return below.upperBound + ((upperBound - below.upperBound) * (rank - below.count)) / (count - below.count);
}

/** In order of their bounds, equal bounds added, and no count below the one before: rates of buckets may be off by a hair. */
function cumulative(unsorted: readonly Bucket[]): Bucket[] {
  const byBound = new Map<number, number>();
  for (const { upperBound, count } of unsorted) byBound.set(upperBound, (byBound.get(upperBound) ?? 0) + count);
  let highest = -Infinity;
  return [...byBound]
    .sort(([a], [b]) => a - b)
    .map(([upperBound, count]) => ({ upperBound, count: (highest = count < highest ? highest : count) }));
}
