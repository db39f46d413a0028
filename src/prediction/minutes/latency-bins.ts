/** Bins a factor of 2^(1/4) wide, so that a quantile is read to within 19 %. */
const BINS_PER_DOUBLING = 4;
const FIRST_EDGE_SECONDS = 0.0001;
/** The last bin holds what took longer than 5.5 s. */
export const LATENCY_BINS = 65;

/** The bin of a latency: bin 0 ends at 0.1 ms, each later one a quarter of a doubling further. Cost: constant. */
export function latencyBin(seconds: number): number {
  if (seconds <= FIRST_EDGE_SECONDS) return 0;
  return Math.min(LATENCY_BINS - 1, Math.ceil(BINS_PER_DOUBLING * Math.log2(seconds / FIRST_EDGE_SECONDS)));
}

/**
 * A quantile of binned latencies, read linearly inside its bin.
 *
 * @param counts one a bin
 * @param share in (0, 1), 0.95 for p95
 * @returns seconds; undefined without counts. Cost: O(bins).
 */
export function latencyQuantile(counts: ArrayLike<number>, share: number): number | undefined {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let below = 0;
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin] ?? 0;
    if (count > 0 && below + count >= share * total) {
      const start = bin === 0 ? 0 : upperEdge(bin - 1);
      return start + (upperEdge(bin) - start) * ((share * total - below) / count);
    }
    below += count;
  }
  return undefined;
}

function upperEdge(bin: number): number {
  return FIRST_EDGE_SECONDS * 2 ** (bin / BINS_PER_DOUBLING);
}
