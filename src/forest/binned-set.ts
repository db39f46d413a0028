import { MISSING_BIN, type FeatureBinning } from './binning.js';
import { RankTable, indexOfCategory } from './rank-table.js';

/** A training set after binning; every array may be shared between threads, none is written. */
export interface BinnedSet {
  /** Row-major bins, [nRows][rowStride(nFeatures)]. */
  readonly matrix: Uint8Array;
  readonly stride: number;
  /** [nFeatures]: bins that hold values. */
  readonly binCounts: Uint16Array;
  /** [nFeatures]: 1 for a categorical feature. */
  readonly isCategorical: Uint8Array;
  readonly labels: Uint8Array;
  readonly weights: Float64Array | undefined;
}

/** Bytes from one row to the next in the binned matrix: whole 32-bit words, so that rows can be moved by words. */
export function rowStride(nFeatures: number): number {
  return (nFeatures + 3) & ~3;
}

/**
 * Gives a function that writes the bins of rows [from, to) into the row-major matrix, [nRows][rowStride] bytes. Different rows
 * may be written by different threads. Cost of a call O(rows x features).
 */
export function rowBinner(
  columns: readonly Float64Array[],
  binnings: readonly FeatureBinning[],
  matrix: Uint8Array,
): (from: number, to: number) => void {
  const stride = rowStride(columns.length);
  const tables = binnings.map((binning) => (binning.kind === 'numeric' ? new RankTable(binning.cuts) : undefined));
  return (from, to) => {
    columns.forEach((column, feature) => {
      const start = from * stride + feature;
      const table = tables[feature];
      const binning = binnings[feature];
      if (table !== undefined) binNumeric(column, table, matrix, from, to, start, stride);
      else if (binning.kind === 'categorical')
        binCategories(column, binning.categories, matrix, from, to, start, stride);
    });
  };
}

function binNumeric(
  column: Float64Array,
  table: RankTable,
  matrix: Uint8Array,
  from: number,
  to: number,
  start: number,
  stride: number,
): void {
  for (let row = from, at = start; row < to; row++, at += stride) {
    const value = column[row];
    matrix[at] = value === value ? table.rank(value) : MISSING_BIN;
  }
}

function binCategories(
  column: Float64Array,
  categories: Float64Array,
  matrix: Uint8Array,
  from: number,
  to: number,
  start: number,
  stride: number,
): void {
  for (let row = from, at = start; row < to; row++, at += stride) {
    matrix[at] = indexOfCategory(categories, column[row]) & MISSING_BIN;
  }
}
