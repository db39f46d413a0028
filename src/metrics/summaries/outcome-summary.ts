import type { LabelChange } from '../../feedback/index.js';
import { type ConfusionCounts, scoreBinIndex, type ScoreBins } from '../../statistics/index.js';
import { DELAY_BINS, delayBin } from './label-delays.js';

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
  /** Labelled predictions by the delay of their first label, DELAY_BINS of them. */
  readonly delays: Int32Array;
}

export function noOutcomeCounts(): OutcomeCounts {
  return { counts: { tp: 0, fp: 0, tn: 0, fn: 0 }, amountMicros: { tp: 0, fp: 0, tn: 0, fn: 0 } };
}

export function noOutcomes(): OutcomeSummary {
  return { ...noOutcomeCounts(), ...noBins() };
}

export const OUTCOMES = ['tp', 'fp', 'tn', 'fn'] as const satisfies readonly (keyof ConfusionCounts)[];

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

/** Adds a change of the truth to the bins of `sum` in place. A correction leaves the delay of the first label. */
export function binChange(sum: OutcomeSummary, change: LabelChange): void {
  const { score, previous, actual } = change;
  const bin = scoreBinIndex(score, SCORE_BINS);
  const bins = (positive: boolean): Int32Array => (positive ? sum.positives : sum.negatives);
  addTo(bins(actual), bin, 1);
  if (previous === null) addTo(sum.delays, delayBin(change), 1);
  else addTo(bins(previous), bin, -1);
}

/** The summary of both. Associative and commutative, exactly. */
export function mergeOutcomes(a: OutcomeSummary, b: OutcomeSummary): OutcomeSummary {
  return {
    counts: addConfusion(a.counts, b.counts),
    amountMicros: addConfusion(a.amountMicros, b.amountMicros),
    positives: addBins(a.positives, b.positives),
    negatives: addBins(a.negatives, b.negatives),
    delays: addBins(a.delays, b.delays),
  };
}

function addConfusion(a: ConfusionCounts, b: ConfusionCounts): ConfusionCounts {
  return { tp: a.tp + b.tp, fp: a.fp + b.fp, tn: a.tn + b.tn, fn: a.fn + b.fn };
}

function addBins(a: Int32Array, b: Int32Array): Int32Array {
  const sum = a.slice();
  for (let bin = 0; bin < sum.length; bin++) addTo(sum, bin, b[bin] ?? 0);
  return sum;
}

function addTo(bins: Int32Array, bin: number, count: number): void {
  bins[bin] = (bins[bin] ?? 0) + count;
}

/** The score bins, for ROC AUC and average precision. */
export function scoreBins({ positives, negatives }: OutcomeSummary): ScoreBins {
  return { positives, negatives };
}

type Bins = Pick<OutcomeSummary, 'positives' | 'negatives' | 'delays'>;

/** The bins as bytes for the store: positives, then negatives, then delays, little-endian int32. */
export function binBytes({ positives, negatives, delays }: Bins): Buffer {
  return Buffer.from(Int32Array.from([...positives, ...negatives, ...delays]).buffer);
}

/** The inverse of binBytes, on a copy: a column read from the store is not aligned. */
export function binsOf(bytes: Uint8Array | null): Bins {
  if (!bytes) return noBins();
  const bins = new Int32Array(new Uint8Array(bytes).buffer);
  return {
    positives: bins.subarray(0, SCORE_BINS),
    negatives: bins.subarray(SCORE_BINS, 2 * SCORE_BINS),
    delays: bins.subarray(2 * SCORE_BINS),
  };
}

function noBins(): Bins {
  return {
    positives: new Int32Array(SCORE_BINS),
    negatives: new Int32Array(SCORE_BINS),
    delays: new Int32Array(DELAY_BINS),
  };
}

/** An amount of money in the currency's unit. */
export function money(micros: number): number {
  return micros / MICROS;
}
