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

/** Rows of the reference under which it says too little. */
const LEAST_REFERENCE_ROWS = 200;

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

/** What can have changed. */
export type DriftReason = 'distribution' | ShareName;

export type ColumnVerdict =
  | { readonly kind: 'drifted'; readonly reasons: readonly DriftReason[] }
  | { readonly kind: 'stable' }
  /** Too few rows, in this window or in the one that would have to confirm what it shows. */
  | { readonly kind: 'insufficient-data'; readonly required: number; readonly actual: number };

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
  const isEnough = present >= minimumRows && total(column.counts.reference) >= LEAST_REFERENCE_ROWS;
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

/**
 * Drifted is what exceeds its threshold in two windows in a row, which have no row in common, for the same reason.
 *
 * @param test of the distribution; with `none` the shares alone decide
 */
export function judgeColumn(
  current: ColumnCheck,
  previous: ColumnCheck,
  test: DriftTest,
  minimumRows: number,
): ColumnVerdict {
  const lacking = (actual: number): ColumnVerdict => ({ kind: 'insufficient-data', required: minimumRows, actual });
  if (current.rows < minimumRows) return lacking(current.rows);
  const reasons = reasonsOf(current);
  const before = reasonsOf(previous);
  const confirmed = reasons.filter((reason) => before.includes(reason));
  if (confirmed.length > 0) return { kind: 'drifted', reasons: confirmed };
  const isUnconfirmed = reasons.some((reason) => findingOf(previous, reason) === undefined);
  if (isUnconfirmed) return lacking(previous.rows < minimumRows ? previous.rows : previous.present);
  if (reasons.length === 0 && test !== 'none' && !current.distribution) return lacking(current.present);
  return { kind: 'stable' };
}

function reasonsOf(check: ColumnCheck): DriftReason[] {
  const reasons: DriftReason[] = ['distribution', 'missing', 'out_of_range', 'unseen'];
  return reasons.filter((reason) => findingOf(check, reason)?.exceeds);
}

function findingOf(check: ColumnCheck, reason: DriftReason): { readonly exceeds: boolean } | undefined {
  return reason === 'distribution' ? check.distribution : check.shares[reason];
}
