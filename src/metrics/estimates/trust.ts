import type { FigureName } from '../performance.js';
import { type Estimate, ESTIMATED_FIGURES, type EstimatedFigureName } from './estimate.js';

/** Figures that came true. */
export type RealisedFigures = Readonly<Partial<Record<FigureName, number>>>;

/**
 * What trust rests on. Ranking figures do not count: a chunk's ROC AUC hangs on the few positives with the least scores,
 * which come in bursts, so that it leaves its band without any drift (docs/decisions/0010-estimates.md).
 */
const DECISION_FIGURES = ['accuracy', 'precision', 'recall', 'f1'] as const satisfies readonly EstimatedFigureName[];

/** Comparisons that trust rests on. */
export const RECENT_COMPARISONS = 3;

/**
 * The figures of decisions in which reality was neither in the estimate's band nor where such figures lay in the reference. The band
 * knows the chance of drawing other rows; the limits know how much chunks of the same process differ besides (frauds
 * come in waves). A figure whose limits are blind says nothing.
 */
export function wrongFigures(estimate: Estimate, realised: RealisedFigures): EstimatedFigureName[] {
  return DECISION_FIGURES.filter((name) => {
    const figure = estimate.figures[name];
    const truth = realised[name];
    if (figure?.limits.kind !== 'limits' || truth === undefined) return false;
    const { limits, lower = limits.lower, upper = limits.upper } = figure;
    return truth < Math.min(lower, limits.lower) || truth > Math.max(upper, limits.upper);
  });
}

/** Whether a comparison can be wrong at all: a figure of decisions came true that has limits. */
export function isTelling({ figures }: Estimate, realised: RealisedFigures): boolean {
  return DECISION_FIGURES.some((name) => figures[name]?.limits.kind === 'limits' && realised[name] !== undefined);
}

/** The figures that came true outside the band of chance alone. Bursts of positives do that without any drift. */
export function outsideBand(estimate: Estimate, realised: RealisedFigures): EstimatedFigureName[] {
  return ESTIMATED_FIGURES.filter((name) => {
    const truth = realised[name];
    const { lower, upper } = estimate.figures[name] ?? {};
    return truth !== undefined && lower !== undefined && upper !== undefined && (truth < lower || truth > upper);
  });
}

/**
 * Whether estimates are to be believed: not when most of the last three that could be compared were wrong. Estimates
 * suppose that the labels follow from the features as in training; when that changes (concept drift) they stay high
 * while reality falls, and only labels can tell.
 *
 * @param comparisons whether each compared estimate was wrong, newest first; those that can't be are left out
 * @returns undefined while none could be compared
 */
export function isTrusted(comparisons: readonly boolean[]): boolean | undefined {
  const recent = comparisons.slice(0, RECENT_COMPARISONS);
  if (recent.length === 0) return undefined;
  return recent.filter(Boolean).length * 2 <= recent.length;
}
