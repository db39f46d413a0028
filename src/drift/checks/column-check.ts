import { type Column, type ShareName, total } from './columns.js';
import { type DriftStatistics, measure } from './statistics.js';
import {
  type DriftTest,
  type FalseAlarmControl,
  type Finding,
  type ShareFinding,
  testDistribution,
  testShare,
} from './tests.js';

/** Values in the reference under which it says too little. */
export const LEAST_REFERENCE_VALUES = 200;

/** What one window says of one column. */
export interface ColumnCheck {
  /** Predictions of the window. */
  readonly rows: number;
  /** Those in which the column has a value. */
  readonly present: number;
  /** Absent below the minimum of rows with a value. */
  readonly statistics: DriftStatistics;
  /** Absent below the minimum of rows with a value, and where the config asks for no test. */
  readonly distribution?: Finding;
  /** Each absent below the minimum of rows that it is a share of. */
  readonly shares: Readonly<Partial<Record<ShareName, ShareFinding>>>;
}

const NO_CHECK: ColumnCheck = { rows: 0, present: 0, statistics: {}, shares: {} };

/** @param column undefined when the window has no rows of it */
export function checkColumn(
  column: Column | undefined,
  test: DriftTest,
  control: FalseAlarmControl,
  minimumRows: number,
): ColumnCheck {
  if (!column) return NO_CHECK;
  const present = total(column.counts.current);
  const rows = column.shares.missing?.current.total ?? present;
  const isEnough = present >= minimumRows && total(column.counts.reference) >= LEAST_REFERENCE_VALUES;
  const statistics = isEnough ? measure(column) : {};
  const distribution = isEnough ? testDistribution(column, statistics, test, control) : undefined;
  const shares: Partial<Record<ShareName, ShareFinding>> = {};
  for (const [name, share] of Object.entries(column.shares) as [
    ShareName,
    NonNullable<Column['shares'][ShareName]>,
  ][]) {
    const finding = share.current.total >= minimumRows ? testShare(share, control) : undefined;
    if (finding) shares[name] = finding;
  }
  return { rows, present, statistics, shares, ...(distribution && { distribution }) };
}
