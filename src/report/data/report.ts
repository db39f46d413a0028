import type { Config } from '../../config/index.js';
import {
  mergeOutcomes,
  mergePredictionSummaries,
  noOutcomes,
  type OutcomeHour,
  type Performance,
  performanceOf,
  type PredictionHour,
  scoreBins,
} from '../../metrics/index.js';
import type { FeatureSchema, ModelVersion, Reference } from '../../models/index.js';
import { type OperatingPoint, binnedOperatingPoints } from '../../statistics/index.js';
import { columnsOf } from './column.js';
import { type ColumnDrift, columnDrifts } from './column-drift.js';
import { type ColumnHistory, driftOverTime } from './drift-over-time.js';
import type { Period } from './periods.js';
import { calibrationBands, type CalibrationBand, type ScoreBand, scoreBands } from './score-bands.js';
import { type TrafficPeriod, trafficOf } from './traffic.js';

/** Bands of the histogram of scores: each is 8 of the 256 bins that summaries keep. */
const HISTOGRAM_BANDS = 32;

/** All that a report is made from: hourly summaries of one version, and what the version is. Times in milliseconds. */
export interface ReportInputs {
  readonly config: Pick<Config, 'name' | 'classes' | 'decisionThreshold' | 'amount' | 'drift'>;
  readonly minimumLabels: number;
  readonly generatedAt: number;
  /** Whole hours: `from` up to now. */
  readonly window: Period;
  readonly version: ModelVersion;
  readonly active: boolean;
  readonly schema: FeatureSchema;
  readonly reference: Reference | undefined;
  readonly predictions: readonly PredictionHour[];
  /** Of all predictions of each hour, not by segment. */
  readonly outcomes: readonly OutcomeHour[];
  /** What other versions scored in the window. */
  readonly otherVersions: readonly { readonly modelVersion: string; readonly scored: number }[];
}

/** A window of predictions beside the reference: what the page, the text and the JSON show. */
export interface Report extends Omit<ReportInputs, 'predictions' | 'outcomes' | 'schema'> {
  /** Predictions of the window, and how many of them were called positive. */
  readonly scored: number;
  readonly positive: number;
  readonly performance: Performance;
  /** The greatest PSI first. */
  readonly drift: readonly ColumnDrift[];
  /** In the order of `drift`. */
  readonly history: readonly ColumnHistory[];
  readonly traffic: readonly TrafficPeriod[];
  /** By outcome; undefined below the minimum of labels. */
  readonly scores: LabelledScores | undefined;
}

export interface LabelledScores {
  readonly bands: readonly ScoreBand[];
  readonly calibration: readonly CalibrationBand[];
  /** Undefined when one of the classes has no labels yet. */
  readonly points: readonly OperatingPoint[] | undefined;
}

/** Pure. Cost: one merge an hour of the window, however many predictions it holds. */
export function buildReport({ predictions, outcomes, schema, ...rest }: ReportInputs): Report {
  const [first, ...others] = predictions.map(({ summary }) => summary);
  const summary = first && others.reduce(mergePredictionSummaries, first);
  const outcome = outcomes.map((hour) => hour.summary).reduce(mergeOutcomes, noOutcomes());
  const performance = performanceOf(outcome, rest.minimumLabels);
  const drift = columnDrifts(columnsOf(schema, rest.reference, rest.config.drift.tests), summary);
  const bins = scoreBins(outcome);
  const labelled: LabelledScores = {
    bands: scoreBands(bins, HISTOGRAM_BANDS),
    calibration: calibrationBands(bins),
    points: binnedOperatingPoints(bins),
  };
  return {
    ...rest,
    scored: summary?.scored ?? 0,
    positive: summary?.positive ?? 0,
    performance,
    drift,
    history: driftOverTime(
      drift.map(({ column }) => column),
      predictions,
    ),
    traffic: trafficOf(predictions, outcomes),
    scores: performance.labels >= rest.minimumLabels ? labelled : undefined,
  };
}

/** Columns that the rule calls drifted, and columns that it could judge. */
export function driftCounts({ drift }: Report): { drifted: number; judged: number } {
  const judged = drift.filter(({ verdict }) => verdict.kind === 'drifted' || verdict.kind === 'stable');
  return { drifted: judged.filter(({ verdict }) => verdict.kind === 'drifted').length, judged: judged.length };
}
