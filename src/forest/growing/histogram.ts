/**
 * One counter of a histogram holds two counts in a double: draws + positives * COUNT_FIELD. Both stay below 2^26, so sums are exact
 * and a row costs one addition where two would be needed.
 */
export const COUNT_FIELD = 2 ** 26;

/**
 * Rows that a hot loop takes before its function returns: the compiler can swap a function's code only between calls, and a loop that is long
 * in one call is compiled twice, once to be entered in its midst.
 */
export const BLOCK_ROWS = 256;

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
  let h0 = 0;
  for (; k + 5 <= to; k += 5, h0 += 5 * HISTOGRAM_SIZE) {
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
  for (; k + 3 <= to; k += 3, h0 += 3 * HISTOGRAM_SIZE) {
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
  for (; k < to; k++, h0 += HISTOGRAM_SIZE) {
    const f0 = features[k];
    for (let i = start; i < end; i++) {
      const code = codes[i];
      histograms[h0 + matrix[(code >>> 4) * stride + f0]] += PACKED_BY_CODE[code & 15];
    }
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
  for (let from = start; from < end; from += BLOCK_ROWS) {
    left = partitionBlock(
      codes,
      from,
      Math.min(end, from + BLOCK_ROWS),
      left,
      matrix,
      stride,
      feature,
      goesLeft,
      spill,
    );
  }
  codes.set(spill.subarray(0, end - left), left);
  return left;
}

/** Goes on with a partition at `codes[from..to)`: the codes of the left side so far end at `left`, those of the right are in `spill`. */
function partitionBlock(
  codes: Uint32Array,
  from: number,
  to: number,
  left: number,
  matrix: Uint8Array,
  stride: number,
  feature: number,
  goesLeft: Uint8Array,
  spill: Uint32Array,
): number {
  let right = from - left;
  for (let i = from; i < to; i++) {
    const code = codes[i];
    const isLeft = goesLeft[matrix[(code >>> 4) * stride + feature]];
    codes[left] = code;
    spill[right] = code;
    left += isLeft;
    right += 1 - isLeft;
  }
  return left;
}

/**
 * Copies the rows of `codes[start..end)` together, to `target` from row `top` on, and points their codes there: what a subtree reads is then dense.
 * @param words 32-bit words a row, of which source and target are made.
 */
export function gatherRows(
  codes: Uint32Array,
  start: number,
  end: number,
  source: Uint32Array,
  target: Uint32Array,
  words: number,
  top: number,
): void {
  for (let i = start, row = top; i < end; i++, row++) {
    const code = codes[i];
    const first = (code >>> 4) * words;
    for (let word = 0; word < words; word++) target[row * words + word] = source[first + word];
    codes[i] = (row << 4) | (code & 15);
  }
}
