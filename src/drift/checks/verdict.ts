import { type ColumnCheck, LEAST_REFERENCE_VALUES } from './column-check.js';
import type { ShareName } from './columns.js';
import type { DriftTest } from './tests.js';

/** What can have changed. */
export type DriftReason = 'distribution' | ShareName;

/** What is too small for a verdict: the reference, the window, or the window before that would have to confirm it. */
export type LackingWindow = 'reference' | 'current' | 'previous';

export type ColumnVerdict = (
  | { readonly kind: 'drifted'; readonly reasons: readonly DriftReason[] }
  | { readonly kind: 'stable' }
  | {
      readonly kind: 'insufficient-data';
      readonly window: LackingWindow;
      /** Rows, or where most are missing values. */
      readonly required: number;
      readonly actual: number;
    }
  /** The config gives the distribution no test, and nothing else about the column drifted. */
  | { readonly kind: 'not-tested' }
) & {
  /** What exceeds its threshold in the window, and did not in the window before, or could not be told there. */
  readonly unconfirmed: readonly DriftReason[];
};

/** Both windows of a column, and how it is judged. */
export interface JudgedColumn {
  readonly current: ColumnCheck;
  readonly previous: ColumnCheck;
  /** Values in the reference; undefined when the version has none of the column. */
  readonly referenceValues: number | undefined;
  /** Of the distribution; with `none` missing, out-of-range and unseen values alone can drift. */
  readonly test: DriftTest;
  readonly minimumRows: number;
}

/** Drifted is what exceeds its threshold in two windows in a row, which have no row in common, for the same reason. */
export function judgeColumn({ current, previous, referenceValues, test, minimumRows }: JudgedColumn): ColumnVerdict {
  const before = reasonsOf(previous);
  const exceeding = reasonsOf(current);
  const reasons = exceeding.filter((reason) => before.includes(reason));
  const unconfirmed = exceeding.filter((reason) => !before.includes(reason));
  const lacking = (window: LackingWindow, actual: number, required = minimumRows): ColumnVerdict => {
    return { kind: 'insufficient-data', window, required, actual, unconfirmed };
  };
  if (referenceValues === undefined) return lacking('reference', 0, LEAST_REFERENCE_VALUES);
  if (current.rows < minimumRows) return lacking('current', current.rows);
  if (reasons.length > 0) return { kind: 'drifted', reasons, unconfirmed };
  if (unconfirmed.some((reason) => findingOf(previous, reason) === undefined)) {
    return lacking('previous', previous.rows < minimumRows ? previous.rows : previous.present);
  }
  if (test === 'none') return { kind: 'not-tested', unconfirmed };
  if (current.distribution) return { kind: 'stable', unconfirmed };
  return referenceValues < LEAST_REFERENCE_VALUES
    ? lacking('reference', referenceValues, LEAST_REFERENCE_VALUES)
    : lacking('current', current.present);
}

/**
 * Drifted columns among those that are drifted or stable.
 *
 * @returns undefined while there is none of them, and while one may have drifted but the window before is too small to say
 */
export function driftedShare(verdicts: readonly ColumnVerdict[]): number | undefined {
  const isOpen = (verdict: ColumnVerdict): boolean =>
    verdict.kind === 'insufficient-data' && verdict.window === 'previous';
  const count = (kind: ColumnVerdict['kind']): number => verdicts.filter((verdict) => verdict.kind === kind).length;
  const [drifted, stable] = [count('drifted'), count('stable')];
  return drifted + stable === 0 || verdicts.some(isOpen) ? undefined : drifted / (drifted + stable);
}

function reasonsOf(check: ColumnCheck): DriftReason[] {
  const reasons: DriftReason[] = ['distribution', 'missing', 'out_of_range', 'unseen'];
  return reasons.filter((reason) => findingOf(check, reason)?.exceeds);
}

function findingOf(check: ColumnCheck, reason: DriftReason): { readonly exceeds: boolean } | undefined {
  return reason === 'distribution' ? check.distribution : check.shares[reason];
}
