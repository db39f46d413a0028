/** Consecutive rows, from `start` up to but without `end`. */
export interface RowRange {
  start: number;
  end: number;
}

/**
 * Cuts rows into consecutive chunks of one size; the rows left over form a last, shorter chunk.
 *
 * @param rows how many there are, at least 0
 * @param chunkRows size of a chunk, whole, at least 1
 * @returns the ranges in order; none without rows. Cost: O(chunks).
 * @throws RangeError when chunkRows is below 1
 */
export function chunksOf(rows: number, chunkRows: number): RowRange[] {
  if (!(chunkRows >= 1)) throw new RangeError(`expected chunks of at least 1 row, got ${chunkRows}`);
  const chunks: RowRange[] = [];
  for (let start = 0; start < rows; start += chunkRows) chunks.push({ start, end: Math.min(rows, start + chunkRows) });
  return chunks;
}

/**
 * How many rows a chunk needs to hold so many positives on average. The error of recall goes with the positives, not
 * with the rows: at a recall of 0.8 its standard error is .18 with 5 of them, .07 with 30, .04 with 100.
 *
 * @param positiveShare share of positives among the rows, in (0, 1]
 * @param expectedPositives wanted positives a chunk
 * @returns whole rows; undefined when the share is 0. Cost: constant.
 */
export function chunkRowsForPositives(positiveShare: number, expectedPositives = 50): number | undefined {
  return positiveShare > 0 ? Math.ceil(expectedPositives / positiveShare) : undefined;
}
