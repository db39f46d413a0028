import type { Check, Evidence, Figures } from '../gate/evidence.js';
import type { RowPart, RowSources } from '../rows/training-rows.js';
import type { ConditionResult } from '../decision/conditions/condition-result.js';
import type { StepContext } from '../runs/run.js';
import type { ModelMetrics } from '../../models/index.js';

/** What prepare says. */
export interface PrepareOutput {
  readonly schemaVersion: number;
  /** Labelled predictions are of this window of scoring, ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly positives: number;
  readonly fitted: RowPart;
  readonly heldOut: RowPart;
  readonly sources: RowSources;
  readonly seconds: number;
  /** What moving the champion's threshold alone would do; absent without costs. */
  readonly thresholdOnly?: ThresholdOnly;
}

export interface ThresholdOnly {
  readonly version: string;
  readonly heals: boolean;
  readonly reason: string;
  readonly threshold: number;
  /** Absent when no threshold could be picked. */
  readonly movedTo?: number;
  readonly before?: Figures;
  readonly after?: Figures;
}

/** What train says. */
export interface TrainOutput {
  readonly version: string;
  readonly engine: string;
  readonly rows: number;
  readonly seconds: number;
  readonly outOfBag: ModelMetrics;
}

/** A contender of validate, with the threshold that its figures are of. */
export interface ContenderOutput {
  readonly version: string;
  readonly figures: Figures;
  readonly threshold: number;
}

/** What validate says. */
export interface ValidateOutput {
  /** The version that answered; null when none did. */
  readonly champion: (ContenderOutput & { readonly deploymentId: number }) | null;
  readonly challenger: ContenderOutput;
  readonly comparedOn: RowPart;
  /** What the thresholds are: as they stand, or picked anew by cost. */
  readonly thresholds: 'as they stand' | 'picked anew';
  readonly checks: readonly Check[];
  readonly passed: boolean;
  readonly averagePrecision?: Evidence['averagePrecision'];
  readonly scorePsi?: Evidence['scorePsi'];
  readonly scoringMicros?: Evidence['scoringMicros'];
}

/** What deploy says. */
export interface DeployOutput {
  readonly version: string;
  readonly previousVersion: string | null;
  /** null for the config's. */
  readonly threshold: number | null;
  readonly deploymentId: number;
}

/** Whether something is wrong: an alert asked, or the check saw a condition in breach. */
export function isInBreach(context: StepContext): boolean {
  const check = context.outputOf('check') as { readonly evidence: readonly ConditionResult[] } | undefined;
  return context.run.trigger === 'alert' || (check?.evidence ?? []).some(({ state }) => state === 'breach');
}

export function preparedOf(context: StepContext): PrepareOutput {
  return context.outputOf('prepare') as PrepareOutput;
}

export function trainedOf(context: StepContext): TrainOutput {
  return context.outputOf('train') as TrainOutput;
}

export function validatedOf(context: StepContext): ValidateOutput {
  return context.outputOf('validate') as ValidateOutput;
}
