import type { ColumnDrift } from './data/column-drift.js';
import { count } from './numbers.js';

/** A verdict in words. */
export function verdictText({ verdict }: ColumnDrift): string {
  switch (verdict.kind) {
    case 'drifted':
    case 'stable':
      return verdict.kind;
    case 'insufficient-data':
      return `too few rows (${count(verdict.actual)} of ${count(verdict.required)})`;
    case 'no-reference':
      return 'no reference';
    case 'not-tested':
      return 'not tested';
  }
}

/** The threshold that a verdict was made with; undefined where there is none. */
export function thresholdOf({ verdict }: ColumnDrift): number | undefined {
  return 'threshold' in verdict ? verdict.threshold : undefined;
}

/** Share of the rows without a value; undefined without rows. */
export function missingShare(side: ColumnDrift['current']): number | undefined {
  if (!side) return undefined;
  const rows = side.missing + side.counts.reduce((sum, rowsOfBin) => sum + rowsOfBin, 0);
  return rows > 0 ? side.missing / rows : undefined;
}
