import type { Config } from '../../config/index.js';
import type { ColumnVerdict, DriftReport } from '../../drift/index.js';
import {
  mergeOutcomes,
  mergePredictionSummaries,
  noOutcomes,
  type OutcomeHour,
  type Performance,
  performanceOf,
  type PredictionSummary,
  scoreBins,
  type VersionEstimate,
} from '../../metrics/index.js';
import type { FeatureSchema, ModelVersion, Reference } from '../../models/index.js';
import { type OperatingPoint, binnedOperatingPoints } from '../../statistics/index.js';
import { columnsOf } from './column.js';
import { comparedColumns, type ComparedColumn } from './compared-column.js';
import { type ColumnHistory, driftOverTime } from './drift-over-time.js';
import type { Period, SummarisedPeriod } from './periods.js';
import { calibrationBands, type CalibrationBand, type ScoreBand, scoreBands } from './score-bands.js';
import { type TrafficPeriod, trafficOf } from './traffic.js';

/** Bands of the histogram of scores: each is 8 of the 256 bins that summaries keep. */
const HISTOGRAM_BANDS = 32;

/** All that a report is made from: hourly summaries of one version, and what the version is. Times in milliseconds. */
export interface ReportInputs {
  readonly config: Pick<Config, 'name' | 'classes' | 'amount' | 'drift'>;
  readonly minimumLabels: number;
  readonly generatedAt: number;
  /** Whole hours: `from` up to now. */
  readonly window: Period;
  readonly version: ModelVersion;
  readonly active: boolean;
  /** Of its newest deployment. */
  readonly decisionThreshold: number;
  readonly schema: FeatureSchema;
  readonly reference: Reference | undefined;
  /** By step, oldest first. */
  readonly predictions: readonly SummarisedPeriod[];
  /** Whole hours. */
  readonly stepMs: number;
  /** Of all predictions of each hour, not by segment. */
  readonly outcomes: readonly OutcomeHour[];
  /** The drift check, and what its window holds; undefined when the version has no reference. */
  readonly check: { readonly report: DriftReport; readonly current: PredictionSummary | undefined } | undefined;
  /** Of the window, before its labels come; undefined while too little is known for one. */
  readonly estimate: VersionEstimate | undefined;
  /** What other versions scored in the window. */
  readonly otherVersions: readonly { readonly modelVersion: string; readonly scored: number }[];
}

/** A window of predictions beside the reference: what the page, the text and the JSON show. */
export interface Report extends Omit<ReportInputs, 'predictions' | 'outcomes' | 'schema' | 'check' | 'stepMs'> {
  /** Predictions of the window, and how many of them were called positive. */
  readonly scored: number;
  readonly positive: number;
  readonly performance: Performance;
  /** Undefined when the version has no reference. */
  readonly drift: DriftReport | undefined;
  /** In the window of the drift check. */
  readonly columns: readonly ComparedColumn[];
  /** In the order of the columns. */
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

/** Pure. Cost: some merges a step of the window, however many predictions it holds. */
export function buildReport({ predictions, outcomes, schema, check, stepMs, ...rest }: ReportInputs): Report {
  const [first, ...others] = predictions.map(({ summary }) => summary);
  const summary = first && others.reduce(mergePredictionSummaries, first);
  const outcome = outcomes.map((hour) => hour.summary).reduce(mergeOutcomes, noOutcomes());
  const performance = performanceOf(outcome, rest.minimumLabels);
  const columns = comparedColumns(columnsOf(schema, rest.reference), check?.current, check?.report);
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
    drift: check?.report,
    columns,
    history: driftOverTime(
      columns.map(({ column }) => column),
      predictions,
      {
        version: rest.version,
        schema,
        reference: rest.reference,
        rule: rest.config.drift,
        window: rest.window,
        stepMs,
      },
    ),
    traffic: trafficOf(predictions, outcomes),
    scores: performance.labels >= rest.minimumLabels ? labelled : undefined,
  };
}

/** How many columns the drift check gave each verdict, the scores included. */
export function verdictCounts({ columns }: Report): Record<ColumnVerdict['kind'], number> {
  const counts = { drifted: 0, stable: 0, 'insufficient-data': 0, 'not-tested': 0 };
  for (const { drift } of columns) if (drift) counts[drift.verdict.kind] += 1;
  return counts;
}

/** Columns that exceed in the window and are not called drifted. */
export interface UnconfirmedColumns {
  /** The window before has too few rows to say. */
  readonly waiting: number;
  /** The window before did not exceed. */
  readonly only: number;
}

/** A strong drift is unconfirmed on its first day. */
export function unconfirmedColumns({ columns }: Report): UnconfirmedColumns {
  const verdicts = columns.flatMap(({ drift }) => (drift && drift.verdict.kind !== 'drifted' ? [drift.verdict] : []));
  const exceeding = verdicts.filter(({ unconfirmed }) => unconfirmed.length > 0);
  const waiting = exceeding.filter((its) => its.kind === 'insufficient-data' && its.window === 'previous').length;
  return { waiting, only: exceeding.length - waiting };
}

/** Rows that each kind of column is compared with; undefined where the reference has none. */
export function referenceRows({ reference }: Report): { features: number; scores: number } | undefined {
  if (!reference) return undefined;
  const scores = reference.scores?.counts.reduce((sum, rows) => sum + rows, 0) ?? 0;
  return { features: reference.rows, scores };
}
