/** The metrics that can be estimated without labels. */
export const PERFORMANCE_METRICS = [
  'accuracy',
  'precision',
  'recall',
  'specificity',
  'f1',
  'rocAuc',
  'averagePrecision',
] as const;

/** One of the metrics that can be estimated without labels. */
export type PerformanceMetric = (typeof PERFORMANCE_METRICS)[number];

/** Scored rows and what was decided on them. */
export interface Decisions {
  /** One finite raw score a row. */
  scores: ArrayLike<number>;
  /** 1 when the row was predicted positive, one a row. */
  predictions: ArrayLike<number>;
}

/** Scored rows whose labels have come. */
export interface LabelledDecisions extends Decisions {
  /** 1 for a positive, anything else for a negative, one a row. */
  labels: ArrayLike<number>;
}

/** Throws RangeError unless every score has a prediction and, where there are labels, a label. */
export function requireWholeRows({ scores, predictions, labels }: Decisions & { labels?: ArrayLike<number> }): void {
  const rows = scores.length;
  if (predictions.length !== rows || (labels !== undefined && labels.length !== rows)) {
    const given = `${predictions.length} predictions and ${labels?.length ?? 'no'} labels`;
    throw new RangeError(`expected a prediction and a label for each of ${rows} scores, got ${given}`);
  }
}
