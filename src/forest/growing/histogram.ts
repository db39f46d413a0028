/**
 * One counter of a histogram holds two counts in a double: draws + positives * COUNT_FIELD. Both stay below 2^26, so sums are exact
 * and a row costs one addition where two would be needed.
 */
export const COUNT_FIELD = 2 ** 26;

/** Counters per feature: one for each value of a byte. */
export const HISTOGRAM_SIZE = 256;

/** The packed count that a row code adds, by its low four bits. */
const PACKED_BY_CODE = Float64Array.from({ length: 16 }, (_, bits) => (bits >> 1) * (1 + (bits & 1) * COUNT_FIELD));

/**
 * Adds rows `codes[start..end)` to the histograms of `features[from..to)`; the histogram of features[k] starts at (k - from) * 256.
 *
 * The matrix is row-major: at depth the rows of a node are far apart, and a row's features then share one cache line. Five features in a pass
 * read the row code once and keep five independent additions in flight. Cost O((end - start) x (to - from)).
 */
export function fillHistograms(
  codes: Uint32Array,
  start: number,
  end: number,
  matrix: Uint8Array,
  stride: number,
  features: Int32Array,
  from: number,
  to: number,
  histograms: Float64Array,
): void {
  let k = from;
  for (; k + 5 <= to; k += 5)
    fillFive(codes, start, end, matrix, stride, features, k, (k - from) * HISTOGRAM_SIZE, histograms);
  for (; k + 3 <= to; k += 3)
    fillThree(codes, start, end, matrix, stride, features, k, (k - from) * HISTOGRAM_SIZE, histograms);
  for (; k < to; k++) fillOne(codes, start, end, matrix, stride, features[k], (k - from) * HISTOGRAM_SIZE, histograms);
}

function fillFive(
  codes: Uint32Array,
  start: number,
  end: number,
  matrix: Uint8Array,
  stride: number,
  features: Int32Array,
  k: number,
  h0: number,
  histograms: Float64Array,
): void {
  const f0 = features[k];
  const f1 = features[k + 1];
  const f2 = features[k + 2];
  const f3 = features[k + 3];
  const f4 = features[k + 4];
  const h1 = h0 + HISTOGRAM_SIZE;
  const h2 = h1 + HISTOGRAM_SIZE;
  const h3 = h2 + HISTOGRAM_SIZE;
  const h4 = h3 + HISTOGRAM_SIZE;
  for (let i = start; i < end; i++) {
    const code = codes[i];
    const packed = PACKED_BY_CODE[code & 15];
    const at = (code >>> 4) * stride;
    histograms[h0 + matrix[at + f0]] += packed;
    histograms[h1 + matrix[at + f1]] += packed;
    histograms[h2 + matrix[at + f2]] += packed;
    histograms[h3 + matrix[at + f3]] += packed;
    histograms[h4 + matrix[at + f4]] += packed;
  }
}

function fillThree(
  codes: Uint32Array,
  start: number,
  end: number,
  matrix: Uint8Array,
  stride: number,
  features: Int32Array,
  k: number,
  h0: number,
  histograms: Float64Array,
): void {
  const f0 = features[k];
  const f1 = features[k + 1];
  const f2 = features[k + 2];
  const h1 = h0 + HISTOGRAM_SIZE;
  const h2 = h1 + HISTOGRAM_SIZE;
  for (let i = start; i < end; i++) {
    const code = codes[i];
    const packed = PACKED_BY_CODE[code & 15];
    const at = (code >>> 4) * stride;
    histograms[h0 + matrix[at + f0]] += packed;
    histograms[h1 + matrix[at + f1]] += packed;
    histograms[h2 + matrix[at + f2]] += packed;
  }
}

function fillOne(
  codes: Uint32Array,
  start: number,
  end: number,
  matrix: Uint8Array,
  stride: number,
  feature: number,
  histogram: number,
  histograms: Float64Array,
): void {
  for (let i = start; i < end; i++) {
    const code = codes[i];
    histograms[histogram + matrix[(code >>> 4) * stride + feature]] += PACKED_BY_CODE[code & 15];
  }
}

/**
 * Reorders `codes[start..end)` so that rows whose bin has `goesLeft[bin]` = 1 come first, each side in its old order, and returns where
 * the right side starts. Branch-free; `spill` has room for end - start codes.
 */
export function partition(
  codes: Uint32Array,
  start: number,
  end: number,
  matrix: Uint8Array,
  stride: number,
  feature: number,
  goesLeft: Uint8Array,
  spill: Uint32Array,
): number {
  let left = start;
  let right = 0;
  for (let i = start; i < end; i++) {
    const code = codes[i];
    const isLeft = goesLeft[matrix[(code >>> 4) * stride + feature]];
    codes[left] = code;
    spill[right] = code;
    left += isLeft;
    right += 1 - isLeft;
  }
  for (let i = 0; i < right; i++) codes[left + i] = spill[i];
  return left;
}

/**
 * Copies the rows of `codes[start..end)` together, to `target` from row `top` on, and points their codes there: what a subtree reads is then dense.
 * @param stride bytes a row, a multiple of 4.
 */
export function gatherRows(
  codes: Uint32Array,
  start: number,
  end: number,
  source: Uint8Array,
  target: Uint8Array,
  stride: number,
  top: number,
): void {
  const words = stride >>> 2;
  const from = new Uint32Array(source.buffer, source.byteOffset, source.length >>> 2);
  const to = new Uint32Array(target.buffer, target.byteOffset, target.length >>> 2);
  for (let i = start, row = top; i < end; i++, row++) {
    const code = codes[i];
    const first = (code >>> 4) * words;
    for (let word = 0; word < words; word++) to[row * words + word] = from[first + word];
    codes[i] = (row << 4) | (code & 15);
  }
}
