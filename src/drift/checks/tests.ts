import type { Config } from '../../config/index.js';
import { type Interval, psiVerdict, twoProportionZ, type Occurrences } from '../../statistics/index.js';
import type { Column } from './columns.js';
import type { DriftStatistics, Measured } from './statistics.js';

export type DriftTest = Config['drift']['tests'][number]['test'];

/** How sure a test has to be. */
export interface FalseAlarmControl {
  /** Chance that one window without drift exceeds any threshold of the check. */
  readonly falseAlarmRate: number;
  /** Tests that share that chance equally (Bonferroni). */
  readonly tests: number;
}

/** A figure against its threshold. */
export interface Finding {
  readonly value: number;
  readonly threshold: number;
  readonly exceeds: boolean;
  /** Where the value of the single rows certainly is; absent where bins leave nothing open. */
  readonly binning?: Interval;
}

/** A share of rows, then and now. */
export interface ShareFinding {
  readonly reference: number;
  readonly current: number;
  readonly pValue: number;
  readonly exceeds: boolean;
}

const LEAST_JS = 0.1;
const LEAST_WASSERSTEIN = 0.1;
/** A share that changed by less is no news, however sure. */
export const LEAST_SHARE_CHANGE = 0.05;

/**
 * Whether a column's distribution is far from its reference. `psi` is the rule of `psiVerdict`; `ks` and `chi2` exceed
 * when p is below the test's part of the false-alarm rate; `js` from 0.1 on, whatever the row count; `wasserstein` when it
 * certainly is 0.1 or more: a single far value among a few rows of a long bin moves its value, and nothing else.
 *
 * @returns undefined for `none`, and when a side has no value
 */
export function testDistribution(
  { counts, designEffect }: Column,
  measured: DriftStatistics,
  test: DriftTest,
  { falseAlarmRate, tests }: FalseAlarmControl,
): Finding | undefined {
  switch (test) {
    case 'none':
      return undefined;
    case 'psi': {
      const verdict = psiVerdict(counts, { features: tests, falseAlarmRate, minimumRows: 1, designEffect });
      if (verdict.kind === 'insufficient-data') return undefined;
      return { value: verdict.psi, threshold: verdict.threshold, exceeds: verdict.kind === 'drifted' };
    }
    case 'js':
      return atLeast(measured.js, LEAST_JS);
    case 'wasserstein':
      return atLeast(measured.wasserstein, LEAST_WASSERSTEIN);
    case 'ks':
    case 'chi2': {
      const pValue = measured[test]?.pValue;
      const threshold = falseAlarmRate / tests;
      return pValue === undefined ? undefined : { value: pValue, threshold, exceeds: pValue < threshold };
    }
  }
}

/**
 * Whether a share of rows changed: by at least 5 percentage points, and not by chance (two-proportion z).
 *
 * @returns undefined when a side has no rows
 */
export function testShare(
  { reference, current }: { reference: Occurrences; current: Occurrences },
  { falseAlarmRate, tests }: FalseAlarmControl,
): ShareFinding | undefined {
  const tested = twoProportionZ(reference, current);
  if (!tested) return undefined;
  const shares = { reference: reference.count / reference.total, current: current.count / current.total };
  const isLarge = Math.abs(shares.current - shares.reference) >= LEAST_SHARE_CHANGE;
  return { ...shares, pValue: tested.pValue, exceeds: isLarge && tested.pValue < falseAlarmRate / tests };
}

function atLeast(measured: Measured | undefined, threshold: number): Finding | undefined {
  if (!measured) return undefined;
  const { value, binning } = measured;
  return { value, threshold, exceeds: (binning?.lower ?? value) >= threshold, ...(binning && { binning }) };
}
