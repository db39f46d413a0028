import {
  accuracy,
  averagePrecision,
  confusionAtThreshold,
  costOf,
  type DecisionCosts,
  expectedCalibrationError,
  f1,
  pairedBootstrapAveragePrecision,
  precision,
  quantilePsi,
  recall,
  rocAuc,
} from '../../statistics/index.js';
import type { Evidence, Figures, PairedOutcome, SegmentOutcome } from './evidence.js';

const CALIBRATION_BINS = 10;
/** Rows times resamples of the bootstrap: about a second. */
const BOOTSTRAP_ROWS = 20_000_000;
const [LEAST_RESAMPLES, MOST_RESAMPLES] = [200, 1_000];

/** A model's scores of some rows, and from which on it says positive. */
export interface Decisions {
  readonly scores: Float64Array;
  readonly threshold: number;
}

/** What came true of rows, and how many each stands for (absent: 1). */
export interface Truth {
  readonly labels: Uint8Array;
  readonly weights?: Float64Array;
}

/** The segments of each row: one list of codes for each configured segmentation, and the codes' names. */
export interface SegmentCodes {
  readonly names: readonly string[];
  readonly codes: readonly Uint16Array[];
}

/** The figures of one model on rows that it was not fitted on. Cost: sorts. */
export function figuresOf(
  { scores, threshold }: Decisions,
  { labels, weights }: Truth,
  costs: DecisionCosts | undefined,
): Figures {
  const counts = confusionAtThreshold(scores, labels, threshold, weights);
  const rows = counts.tp + counts.fp + counts.tn + counts.fn;
  const figures = {
    accuracy: accuracy(counts),
    precision: precision(counts),
    recall: recall(counts),
    f1: f1(counts),
    rocAuc: rocAuc(scores, labels, weights),
    averagePrecision: averagePrecision(scores, labels, weights),
    calibrationError: expectedCalibrationError(scores, labels, CALIBRATION_BINS, weights),
    alertRate: rows > 0 ? (counts.tp + counts.fp) / rows : undefined,
    costPerRow: costs && rows > 0 ? costOf(counts, costs) / rows : undefined,
  };
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}

/** Champion and challenger on the same rows. Cost: about a second, most of it the bootstrap. */
export function measure(
  given: {
    readonly truth: Truth;
    readonly champion: Decisions;
    readonly challenger: Decisions;
    readonly segments: SegmentCodes;
    readonly scoringMicros: Evidence['scoringMicros'];
  },
  { seed, costs }: { readonly seed: number; readonly costs: DecisionCosts | undefined },
): Evidence {
  const { truth, champion, challenger, segments, scoringMicros } = given;
  const rows = truth.labels.length;
  const resamples = Math.round(Math.min(MOST_RESAMPLES, Math.max(LEAST_RESAMPLES, BOOTSTRAP_ROWS / rows)));
  const difference = pairedBootstrapAveragePrecision(champion.scores, challenger.scores, truth.labels, {
    seed,
    resamples,
    ...(truth.weights && { weights: truth.weights }),
  });
  const scorePsi = quantilePsi(champion.scores, challenger.scores);
  return {
    rows,
    positives: truth.labels.reduce((sum, label) => sum + label, 0),
    champion: figuresOf(champion, truth, costs),
    challenger: figuresOf(challenger, truth, costs),
    ...(difference && {
      averagePrecision: { difference: difference.difference, lower: difference.lower, upper: difference.upper },
    }),
    ...(scorePsi !== undefined && { scorePsi }),
    decisions: pairedOutcome(truth, champion, challenger),
    segments: segmentOutcomes(truth, champion, challenger, segments),
    scoringMicros,
  };
}

function isRight({ scores, threshold }: Decisions, labels: Uint8Array, row: number): boolean {
  return (scores[row] ?? NaN) >= threshold === (labels[row] === 1);
}

/** Which of the two got a row right, if one alone did. */
function onlyRight(
  labels: Uint8Array,
  champion: Decisions,
  challenger: Decisions,
  row: number,
): 'onlyChampionRight' | 'onlyChallengerRight' | undefined {
  const [before, after] = [isRight(champion, labels, row), isRight(challenger, labels, row)];
  if (before === after) return undefined;
  return before ? 'onlyChampionRight' : 'onlyChallengerRight';
}

function noPairs() {
  return {
    rows: 0,
    weights: { all: 0, onlyChampionRight: 0, onlyChallengerRight: 0 },
    squares: { all: 0, onlyChampionRight: 0, onlyChallengerRight: 0 },
  };
}

function addRow(count: ReturnType<typeof noPairs>, weight: number, right: ReturnType<typeof onlyRight>): void {
  count.rows += 1;
  for (const key of right === undefined ? (['all'] as const) : (['all', right] as const)) {
    count.weights[key] += weight;
    count.squares[key] += weight ** 2;
  }
}

function pairedOutcome({ labels, weights }: Truth, champion: Decisions, challenger: Decisions): PairedOutcome {
  const count = noPairs();
  for (const row of labels.keys()) addRow(count, weights?.[row] ?? 1, onlyRight(labels, champion, challenger, row));
  return count;
}

function segmentOutcomes(
  { labels, weights }: Truth,
  champion: Decisions,
  challenger: Decisions,
  { names, codes }: SegmentCodes,
): SegmentOutcome[] {
  const counts = names.map(noPairs);
  for (const row of labels.keys()) {
    const right = onlyRight(labels, champion, challenger, row);
    for (const list of codes) {
      const count = counts[list[row] ?? 0];
      if (count) addRow(count, weights?.[row] ?? 1, right);
    }
  }
  return counts
    .map((count, code) => ({ segment: names[code] ?? '', ...count }))
    .filter(({ weights: { all } }) => all > 0);
}
