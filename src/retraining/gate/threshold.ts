import { cheapestThreshold, type DecisionCosts } from '../../statistics/index.js';
import type { Figures } from './evidence.js';
import type { Truth } from './measure.js';

/** Fewer positives than these are no ground to pick a threshold on. */
const LEAST_POSITIVES = 10;

/** Drifts of the built-in generator move the odds of positives up to 4 times. */
const FARTHEST_ODDS = 6;

/** How many of some rows are positive. */
interface Part {
  readonly rows: number;
  readonly positives: number;
}

/**
 * Whether the share of positives in the newest rows is so far from that before them that labels of one class must come
 * sooner: frauds are reported in a day, genuine payments confirmed after weeks. A threshold picked on such rows would fit
 * labels, not traffic.
 *
 * @returns why no threshold may be picked, in words
 */
export function lopsided(newest: Part, before: Part): string | undefined {
  // Half a row on each side keeps odds finite.
  const odds = ({ rows, positives }: Part): number => (positives + 0.5) / (rows - positives + 0.5);
  const ratio = odds(newest) / odds(before);
  if (ratio <= FARTHEST_ODDS && ratio >= 1 / FARTHEST_ODDS) return undefined;
  const shareOf = ({ rows, positives }: Part): string => share(positives / rows);
  return `${shareOf(newest)} of the rows held out are positive, and ${shareOf(before)} of those before them: labels of one class seem to come sooner, so no threshold is picked on these`;
}

/** The threshold that would have cost least on these rows; undefined when they are too few, or it would never alarm. */
export function pickThreshold(
  scores: Float64Array,
  { labels, weights }: Truth,
  costs: DecisionCosts,
): number | undefined {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (positives < LEAST_POSITIVES) return undefined;
  const choice = cheapestThreshold(scores, labels, costs, weights);
  return choice?.kind === 'threshold' ? choice.threshold : undefined;
}

/** A version with its threshold as it is, and moved; both on rows that the move was not chosen on. */
export interface ThresholdMove {
  readonly threshold: number;
  readonly movedTo: number;
  readonly before: Figures;
  readonly after: Figures;
  /** What the version showed when it was registered. */
  readonly registered: Figures;
}

/**
 * Whether moving the threshold is cure enough, and no other model is needed (docs/decisions/0012-gate.md): decisions were
 * no longer as right as when the version was registered, with the move they are again, at a lower cost, and it ranks as
 * well as then, which no threshold changes.
 *
 * @returns why, or why not, in words
 */
export function judgeMove(
  { threshold, movedTo, before, after, registered }: ThresholdMove,
  limits: { readonly accuracyRatio: number; readonly averagePrecisionMargin: number },
): { readonly heals: boolean; readonly reason: string } {
  const wanted = limits.accuracyRatio * (registered.accuracy ?? NaN);
  const ranked = (registered.averagePrecision ?? NaN) - limits.averagePrecisionMargin;
  const [accuracyBefore = NaN, accuracyAfter = NaN] = [before.accuracy, after.accuracy];
  const [costBefore = NaN, costAfter = NaN] = [before.costPerRow, after.costPerRow];
  const ranks = before.averagePrecision ?? NaN;
  const move = `the threshold moved from ${threshold.toFixed(4)} to ${movedTo.toFixed(4)}`;
  const no = (reason: string): { heals: false; reason: string } => ({ heals: false, reason });
  if (accuracyBefore >= wanted)
    return no(`accuracy ${share(accuracyBefore)} is still what it was: no move is called for`);
  if (!(ranks >= ranked)) {
    return no(
      `average precision fell from ${(registered.averagePrecision ?? NaN).toFixed(4)} to ${ranks.toFixed(4)}: no threshold mends that`,
    );
  }
  if (!(costAfter < costBefore))
    return no(
      `with ${move} decisions would cost no less (${costAfter.toFixed(4)} a row, now ${costBefore.toFixed(4)})`,
    );
  if (!(accuracyAfter >= wanted)) {
    return no(`with ${move} accuracy would be ${share(accuracyAfter)}, and ${share(wanted)} is asked for`);
  }
  const gain = `accuracy from ${share(accuracyBefore)} to ${share(accuracyAfter)}, cost a row from ${costBefore.toFixed(4)} to ${costAfter.toFixed(4)}`;
  return { heals: true, reason: `${move} is cure enough: ${gain}` };
}

function share(value: number): string {
  return `${(value * 100).toFixed(2)} %`;
}
