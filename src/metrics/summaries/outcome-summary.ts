import type { LabelChange } from '../../feedback/index.js';
import { addCounts, type ConfusionCounts, scoreBinIndex, type ScoreBins } from '../../statistics/index.js';

/** Equal-width bins of the score, [0, 1]; a power of two, so that edges are exact. */
export const SCORE_BINS = 256;
/** Money is summed in millionths, as whole numbers: a correction takes away exactly what the label had added. */
const MICROS = 1_000_000;

/** Labelled predictions by what was said and what was true, and the amounts behind each count. */
export interface OutcomeCounts {
  readonly counts: ConfusionCounts;
  /** In millionths of the currency's unit. */
  readonly amountMicros: ConfusionCounts;
}

/** What is kept of the labelled predictions of one version in one hour. Two summaries merge into that of both. */
export interface OutcomeSummary extends OutcomeCounts {
  /** Labelled predictions by score bin, lowest first, SCORE_BINS of them; by what was true. */
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
}

export function noOutcomeCounts(): OutcomeCounts {
  return { counts: { tp: 0, fp: 0, tn: 0, fn: 0 }, amountMicros: { tp: 0, fp: 0, tn: 0, fn: 0 } };
}

export function noOutcomes(): OutcomeSummary {
  return { ...noOutcomeCounts(), positives: new Int32Array(SCORE_BINS), negatives: new Int32Array(SCORE_BINS) };
}

/** Which of the four outcomes a label makes of a prediction. */
export function outcomeOf(predicted: boolean, actual: boolean): keyof ConfusionCounts {
  if (predicted) return actual ? 'tp' : 'fp';
  return actual ? 'fn' : 'tn';
}

/** Adds a change of the truth to `sum` in place: the new label's outcome, less that of the label it replaces. */
export function countChange(sum: OutcomeCounts, { predicted, previous, actual, amount }: LabelChange): void {
  const micros = Math.round((amount ?? 0) * MICROS);
  const added = outcomeOf(predicted, actual);
  sum.counts[added] += 1;
  sum.amountMicros[added] += micros;
  if (previous === null) return;
  const taken = outcomeOf(predicted, previous);
  sum.counts[taken] -= 1;
  sum.amountMicros[taken] -= micros;
}

/** Adds a change of the truth to the score bins of `sum` in place. */
export function binChange(sum: OutcomeSummary, { score, previous, actual }: LabelChange): void {
  const bin = scoreBinIndex(score, SCORE_BINS);
  const bins = (positive: boolean): Int32Array => (positive ? sum.positives : sum.negatives);
  bins(actual)[bin] = (bins(actual)[bin] ?? 0) + 1;
  if (previous !== null) bins(previous)[bin] = (bins(previous)[bin] ?? 0) - 1;
}

/** The summary of both. Associative and commutative, exactly. */
export function mergeOutcomes(a: OutcomeSummary, b: OutcomeSummary): OutcomeSummary {
  return {
    counts: addConfusion(a.counts, b.counts),
    amountMicros: addConfusion(a.amountMicros, b.amountMicros),
    positives: Int32Array.from(addCounts(a.positives, b.positives)),
    negatives: Int32Array.from(addCounts(a.negatives, b.negatives)),
  };
}

function addConfusion(a: ConfusionCounts, b: ConfusionCounts): ConfusionCounts {
  return { tp: a.tp + b.tp, fp: a.fp + b.fp, tn: a.tn + b.tn, fn: a.fn + b.fn };
}

/** The score bins, for ROC AUC and average precision. */
export function scoreBins({ positives, negatives }: OutcomeSummary): ScoreBins {
  return { positives, negatives };
}

/** The bins as bytes for the store: positives, then negatives, little-endian int32. */
export function binBytes({ positives, negatives }: OutcomeSummary): Buffer {
  return Buffer.from(Int32Array.from([...positives, ...negatives]).buffer);
}

/** The inverse of binBytes, on a copy: a column read from the store is not aligned. */
export function binsOf(bytes: Uint8Array | null): Pick<OutcomeSummary, 'positives' | 'negatives'> {
  if (!bytes) return { positives: new Int32Array(SCORE_BINS), negatives: new Int32Array(SCORE_BINS) };
  const bins = new Int32Array(new Uint8Array(bytes).buffer);
  return { positives: bins.subarray(0, SCORE_BINS), negatives: bins.subarray(SCORE_BINS) };
}

/** An amount of money in the currency's unit. */
export function money(micros: number): number {
  return micros / MICROS;
}
