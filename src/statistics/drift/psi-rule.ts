import { chiSquaredSurvival, chiSquaredUpperQuantile } from '../special-functions/chi-squared-distribution.js';
import { totalsOf } from './count-pairs.js';
import type { CountPair } from './count-pairs.js';
import { psi } from './psi.js';

/** Settings of the verdict rule; the defaults in brackets. */
export interface PsiRule {
  /** How many columns are judged at the same check: they share the false-alarm rate. */
  features: number;
  /** Chance that a check without drift calls at least one of them drifted, in (0, 1) (0.01). */
  falseAlarmRate?: number;
  /** PSI below this never counts as drift, however sure it is (0.1). */
  leastPsi?: number;
  /** Rows that either side needs before a verdict (200). */
  minimumRows?: number;
  /** Rows that say as much as one independent row, at least 1 (1); see `designEffect`. */
  designEffect?: number;
}

/** What a column's counts say. */
export type DriftVerdict =
  | { kind: 'drifted' | 'stable'; psi: number; threshold: number }
  | { kind: 'insufficient-data'; required: number; actual: number };

/** What a rule that leaves a setting out means. */
export const PSI_RULE_DEFAULTS = { falseAlarmRate: 0.01, leastPsi: 0.1, minimumRows: 200, designEffect: 1 } as const;

/**
 * The default verdict: drifted when PSI over reference deciles is both large and not chance.
 *
 *     PSI >= max(leastPsi, chi2_{k-1}(1 - falseAlarmRate / features) phi (1/n + 1/m))
 *
 * with k bins, n current and m reference rows, chi2 the quantile and phi the design effect. Without drift
 * PSI / (phi (1/n + 1/m)) is about chi-squared,
 * so the limit grows as the window shrinks instead of crying wolf, and dividing the rate by the number of columns keeps
 * it for the whole check (Bonferroni).
 *
 * @param counts both samples in the bins of the reference (`quantileEdges`), or by category
 * @param rule the settings
 * @returns the verdict with the figures behind it. `actual` is the row count of the smaller side. Cost: O(bins).
 * @throws RangeError when the sides have not the same number of bins
 * @see Yurdakul 2018, Statistical properties of population stability index
 */
export function psiVerdict(counts: CountPair, rule: PsiRule): DriftVerdict {
  const { features, falseAlarmRate, leastPsi, minimumRows, designEffect } = { ...PSI_RULE_DEFAULTS, ...rule };
  const totals = totalsOf(counts);
  const figure = psi(counts);
  const actual = totals === undefined ? 0 : Math.min(totals.reference, totals.current);
  if (totals === undefined || figure === undefined || actual < minimumRows) {
    return { kind: 'insufficient-data', required: minimumRows, actual };
  }
  const noise = designEffect * (1 / totals.reference + 1 / totals.current);
  const freedom = counts.reference.length - 1;
  const limit = freedom === 0 ? 0 : chiSquaredUpperQuantile(falseAlarmRate / features, freedom) * noise;
  const threshold = Math.max(leastPsi, limit);
  return { kind: figure >= threshold ? 'drifted' : 'stable', psi: figure, threshold };
}

/** What the chance of a false alarm depends on. */
export interface CheckedWindow {
  referenceRows: number;
  currentRows: number;
  /** Bins of a column. */
  bins: number;
}

/**
 * How many noise units the threshold of `psiVerdict` is away: threshold / (phi (1/n + 1/m)), to be compared with a chi-
 * squared variable of bins - 1 degrees of freedom, and the chance that one column without drift exceeds it. Because of
 * leastPsi that chance vanishes once windows hold some hundred rows.
 */
export function exceedance(window: CheckedWindow, rule: PsiRule): { level: number; probability: number } {
  const { features, falseAlarmRate, leastPsi, designEffect } = { ...PSI_RULE_DEFAULTS, ...rule };
  const freedom = window.bins - 1;
  const limit = chiSquaredUpperQuantile(falseAlarmRate / features, freedom);
  const level = Math.max(limit, leastPsi / (designEffect * (1 / window.referenceRows + 1 / window.currentRows)));
  return { level, probability: chiSquaredSurvival(level, freedom) };
}
