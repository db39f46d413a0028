/** What a model shows on labelled rows. A figure that the rows can't give is absent. */
export interface Figures {
  readonly accuracy?: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
  readonly rocAuc?: number;
  readonly averagePrecision?: number;
  /** Expected calibration error over ten bins of equal counts. */
  readonly calibrationError?: number;
  /** Share of rows called positive. */
  readonly alertRate?: number;
  /** What its decisions would have cost a row, when costs are configured. */
  readonly costPerRow?: number;
}

/** Two models on the same rows, each of which stands for as many as its weight says (1 without exploration). */
export interface PairedOutcome {
  readonly rows: number;
  readonly weights: PairSums;
  /** Of the squared weights, for the variance. */
  readonly squares: PairSums;
}

/** Sums over all rows, and over those that only one of two models got right. */
export interface PairSums {
  readonly all: number;
  readonly onlyChampionRight: number;
  readonly onlyChallengerRight: number;
}

/** Two models on the rows of one segment. */
export interface SegmentOutcome extends PairedOutcome {
  /** Such as `channel=online`. */
  readonly segment: string;
}

/** All that the gate goes by: two models on the same rows, which neither was fitted on. */
export interface Evidence {
  readonly rows: number;
  readonly positives: number;
  readonly champion: Figures;
  readonly challenger: Figures;
  /** Challenger minus champion, with the paired bootstrap's 95 % interval; absent without positives. */
  readonly averagePrecision?: { readonly difference: number; readonly lower: number; readonly upper: number };
  /** How far the challenger's scores are from the champion's: their PSI over deciles of the champion's. */
  readonly scorePsi?: number;
  /** Of all rows. */
  readonly decisions: PairedOutcome;
  readonly segments: readonly SegmentOutcome[];
  /** Microseconds to score a row, the median of batches taken in turn. */
  readonly scoringMicros: { readonly champion: number; readonly challenger: number };
}

export const CHECK_NAMES = [
  'accuracy',
  'average_precision',
  'gain',
  'segments',
  'calibration',
  'scoring_time',
] as const;

/** One verdict of the gate. */
export interface Check {
  readonly name: (typeof CHECK_NAMES)[number];
  readonly passed: boolean;
  /** The figure that was judged; null when there is none. */
  readonly value: number | null;
  /** What it was held against. */
  readonly limit: number;
  /** Both in words. */
  readonly detail: string;
}
