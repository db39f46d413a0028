import type { ShadowScore } from '../../prediction/index.js';
import {
  type AveragePrecisionDifference,
  type ConfusionCounts,
  pairedBootstrapAveragePrecision,
  quantilePsi,
  scoreBinIndex,
} from '../../statistics/index.js';
import { noOutcomes, outcomeOf, type OutcomeSummary, SCORE_BINS } from '../summaries/outcome-summary.js';

/** Resamples of the paired bootstrap. */
const RESAMPLES = 200;
const SEED = 42;
/** Both ends of 99 %: the comparison is looked at again and again. */
const CONFIDENCE = 0.99;

/** What two versions said of the same requests, without the truth. */
export interface ScoreComparison {
  readonly requests: number;
  readonly activePositives: number;
  readonly shadowPositives: number;
  /** Requests that only the active version, or only the shadow, called positive. */
  readonly onlyActivePositive: number;
  readonly onlyShadowPositive: number;
  /** PSI of the active version's scores over deciles of the shadow's; undefined without requests. */
  readonly scorePsi: number | undefined;
}

/** How what two versions said of the same requests turned out. */
export interface OutcomeComparison {
  readonly labels: number;
  readonly active: OutcomeSummary;
  readonly shadow: OutcomeSummary;
  /** Requests that only the active version, or only the shadow, called right. */
  readonly onlyActiveRight: number;
  readonly onlyShadowRight: number;
  /** Average precision of the active version less the shadow's, with its 99 % interval; undefined without positives. */
  readonly averagePrecision: AveragePrecisionDifference | undefined;
}

/** A request that both versions scored, and its truth. */
export type LabelledShadowScore = ShadowScore & { readonly actual: boolean };

/** Cost: O(n log n). */
export function compareScores(rows: readonly ShadowScore[]): ScoreComparison {
  const count = (test: (row: ShadowScore) => boolean): number => rows.filter(test).length;
  return {
    requests: rows.length,
    activePositives: count((row) => row.answeredPositive),
    shadowPositives: count((row) => row.positive),
    onlyActivePositive: count((row) => row.answeredPositive && !row.positive),
    onlyShadowPositive: count((row) => row.positive && !row.answeredPositive),
    scorePsi: quantilePsi(
      rows.map(({ score }) => score),
      rows.map(({ answeredScore }) => answeredScore),
    ),
  };
}

/** Cost: O(n log n), and 200 passes over the rows for the bootstrap. */
export function compareOutcomes(rows: readonly LabelledShadowScore[]): OutcomeComparison {
  const active = noOutcomes();
  const shadow = noOutcomes();
  let onlyActiveRight = 0;
  let onlyShadowRight = 0;
  for (const row of rows) {
    count(active, row.answeredScore, row.answeredPositive, row.actual);
    count(shadow, row.score, row.positive, row.actual);
    if (row.answeredPositive === row.positive) continue;
    if (row.answeredPositive === row.actual) onlyActiveRight += 1;
    else onlyShadowRight += 1;
  }
  const averagePrecision = pairedBootstrapAveragePrecision(
    rows.map(({ score }) => score),
    rows.map(({ answeredScore }) => answeredScore),
    rows.map(({ actual }) => Number(actual)),
    { seed: SEED, resamples: RESAMPLES, confidence: CONFIDENCE },
  );
  return { labels: rows.length, active, shadow, onlyActiveRight, onlyShadowRight, averagePrecision };
}

function count(sum: OutcomeSummary, score: number, positive: boolean, actual: boolean): void {
  const outcome: keyof ConfusionCounts = outcomeOf(positive, actual);
  sum.counts[outcome] += 1;
  const bins = actual ? sum.positives : sum.negatives;
  const bin = scoreBinIndex(score, SCORE_BINS);
  bins[bin] = (bins[bin] ?? 0) + 1;
}
