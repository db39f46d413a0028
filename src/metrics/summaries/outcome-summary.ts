import type { LabelChange } from '../../feedback/index.js';
import { type ConfusionCounts, scoreBinIndex, type ScoreBins } from '../../statistics/index.js';

/** Equal-width bins of the score, [0, 1]; a power of two, so that edges are exact. */
export const SCORE_BINS = 1_024;
/** Money is summed in millionths, as whole numbers: a correction takes away exactly what the label had added. */
const MICROS = 1_000_000;

/** Counts by score bin, bins without any left out. */
export type SparseBins = Readonly<Record<string, number>>;

/** What is kept of the labelled predictions of one version in one hour. Two summaries merge into that of both. */
export interface OutcomeSummary {
  readonly counts: ConfusionCounts;
  readonly positives: SparseBins;
  readonly negatives: SparseBins;
  /** The amounts behind each count, in millionths of the currency's unit. */
  readonly amountMicros: ConfusionCounts;
}

const NONE: ConfusionCounts = { tp: 0, fp: 0, tn: 0, fn: 0 };

export const NO_OUTCOMES: OutcomeSummary = { counts: NONE, positives: {}, negatives: {}, amountMicros: NONE };

/** Which of the four outcomes a label makes of a prediction. */
export function outcomeOf(predicted: boolean, actual: boolean): keyof ConfusionCounts {
  if (predicted) return actual ? 'tp' : 'fp';
  return actual ? 'fn' : 'tn';
}

/** What a change of the truth adds: the new label's outcome, less that of the label it replaces. May be negative. */
export function outcomesOfChange({ predicted, previous, actual, score, amount }: LabelChange): OutcomeSummary {
  const added = single(outcomeOf(predicted, actual), actual, score, amount, 1);
  if (previous === null) return added;
  return mergeOutcomes(added, single(outcomeOf(predicted, previous), previous, score, amount, -1));
}

function single(
  outcome: keyof ConfusionCounts,
  actual: boolean,
  score: number,
  amount: number | null,
  sign: 1 | -1,
): OutcomeSummary {
  const bin = { [scoreBinIndex(score, SCORE_BINS)]: sign };
  return {
    counts: { ...NONE, [outcome]: sign },
    positives: actual ? bin : {},
    negatives: actual ? {} : bin,
    amountMicros: { ...NONE, [outcome]: sign * Math.round((amount ?? 0) * MICROS) },
  };
}

/** The summary of both. Associative and commutative, exactly. */
export function mergeOutcomes(a: OutcomeSummary, b: OutcomeSummary): OutcomeSummary {
  return {
    counts: addConfusion(a.counts, b.counts),
    positives: addSparse(a.positives, b.positives),
    negatives: addSparse(a.negatives, b.negatives),
    amountMicros: addConfusion(a.amountMicros, b.amountMicros),
  };
}

function addConfusion(a: ConfusionCounts, b: ConfusionCounts): ConfusionCounts {
  return { tp: a.tp + b.tp, fp: a.fp + b.fp, tn: a.tn + b.tn, fn: a.fn + b.fn };
}

function addSparse(a: SparseBins, b: SparseBins): SparseBins {
  const sum = new Map(Object.entries(a));
  for (const [bin, count] of Object.entries(b)) {
    const total = (sum.get(bin) ?? 0) + count;
    if (total === 0) sum.delete(bin);
    else sum.set(bin, total);
  }
  return Object.fromEntries(sum);
}

/** The score bins as dense arrays, for ROC AUC and average precision. */
export function scoreBins({ positives, negatives }: OutcomeSummary): ScoreBins {
  const dense = (bins: SparseBins): Float64Array => {
    const counts = new Float64Array(SCORE_BINS);
    for (const [bin, count] of Object.entries(bins)) counts[Number(bin)] = count;
    return counts;
  };
  return { positives: dense(positives), negatives: dense(negatives) };
}

/** An amount of money in the currency's unit. */
export function money(micros: number): number {
  return micros / MICROS;
}
