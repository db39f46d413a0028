import {
  accuracy,
  aucInterval,
  averagePrecisionInterval,
  binnedAveragePrecision,
  binnedRocAuc,
  type BoundedFigure,
  type ConfusionCounts,
  f1,
  f1Interval,
  falsePositiveRate,
  type Interval,
  precision,
  recall,
  wilsonInterval,
} from '../statistics/index.js';
import { money, type OutcomeCounts, type OutcomeSummary, scoreBins } from './summaries/outcome-summary.js';

/** The figures of realised performance, by their names in JSON and, after `ml_model_`, in Prometheus. */
export const FIGURE_NAMES = [
  'accuracy',
  'precision',
  'recall',
  'f1',
  'auc',
  'average_precision',
  'false_positive_rate',
] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

/** A figure, where the true value lies with 95 % confidence, and how many rows it is a share of. */
export interface Figure {
  readonly value: number;
  readonly interval?: Interval;
  readonly n: number;
  /** How far counting scores in bins can have moved the value; absent for figures that need no bins. */
  readonly binning?: Interval;
}

/** How predictions turned out. A figure is absent when its denominator is 0, and all are below the minimum of labels. */
export interface Performance {
  readonly labels: number;
  readonly counts: ConfusionCounts;
  readonly figures: Readonly<Partial<Record<FigureName, Figure>>>;
  readonly money: {
    /** Amounts of positives that were found, missed, and of negatives that were blocked, in the currency's unit. */
    readonly protected: number;
    readonly missed: number;
    readonly blocked: number;
  };
}

/**
 * ROC AUC and average precision are told only where score bins are kept: not of segments. Cost: constant, however many
 * predictions were summarised.
 */
export function performanceOf(outcomes: OutcomeCounts | OutcomeSummary, minimumLabels: number): Performance {
  const { counts, amountMicros } = outcomes;
  const labels = counts.tp + counts.fp + counts.tn + counts.fn;
  return {
    labels,
    counts,
    figures: labels < minimumLabels ? {} : { ...shares(counts), ...('positives' in outcomes && ranking(outcomes)) },
    money: { protected: money(amountMicros.tp), missed: money(amountMicros.fn), blocked: money(amountMicros.fp) },
  };
}

function shares(counts: ConfusionCounts): Performance['figures'] {
  const { tp, fp, tn, fn } = counts;
  return present({
    accuracy: share(accuracy(counts), tp + tn, tp + fp + tn + fn),
    precision: share(precision(counts), tp, tp + fp),
    recall: share(recall(counts), tp, tp + fn),
    f1: figure(f1(counts), f1Interval(counts), tp + fp + fn),
    false_positive_rate: share(falsePositiveRate(counts), fp, fp + tn),
  });
}

function ranking(outcomes: OutcomeSummary): Performance['figures'] {
  const bins = scoreBins(outcomes);
  const { tp, fp, tn, fn } = outcomes.counts;
  const auc = binnedRocAuc(bins);
  const precisions = binnedAveragePrecision(bins);
  return present({
    auc: auc && bounded(auc, aucInterval(auc.value, tp + fn, fp + tn), tp + fp + tn + fn),
    average_precision:
      precisions && bounded(precisions, averagePrecisionInterval(precisions.value, tp + fn), tp + fp + tn + fn),
  });
}

function share(value: number | undefined, part: number, whole: number): Figure | undefined {
  return figure(value, wilsonInterval(part, whole), whole);
}

function figure(value: number | undefined, interval: Interval | undefined, n: number): Figure | undefined {
  return value === undefined ? undefined : { value, n, ...(interval && { interval }) };
}

function bounded({ value, lower, upper }: BoundedFigure, interval: Interval | undefined, n: number): Figure {
  return { value, n, binning: { lower, upper }, ...(interval && { interval }) };
}

function present(figures: Partial<Record<FigureName, Figure | undefined>>): Performance['figures'] {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
