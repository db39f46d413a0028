import type { FeatureDefinition } from '../../config/index.js';
import { type EngineName, type ForestParameters, serialiseForest, type TrainingSet } from '../../forest/index.js';
import { fitForest } from '../../training/index.js';
import { describeModel, type Description } from './describe-model.js';

/** A forest to fit, and rows to measure it on. */
export interface FitJob {
  readonly kind: 'fit';
  readonly fitted: TrainingSet;
  readonly heldOut: TrainingSet;
  /** Of the rows, those held out last; ascending, milliseconds since 1970. */
  readonly times: Float64Array;
  /** After so long traffic repeats itself. */
  readonly cycleMs: number;
  readonly features: readonly FeatureDefinition[];
  readonly engine: EngineName;
  readonly parameters: ForestParameters;
  readonly threads: number;
  readonly decisionThreshold: number;
  /** Positives that a chunk of the estimator's holds on average. */
  readonly expectedPositives: number;
}

export interface Fit extends Description {
  readonly artefact: Uint8Array;
  readonly engine: EngineName;
  /** Of binning and growing. */
  readonly seconds: number;
}

/** What a fit tells on its way. */
export interface FitWatch {
  /** Called after each tree. */
  readonly onProgress: (done: number, total: number) => void;
  readonly onNotice: (text: string) => void;
}

/** Fits a forest, on threads of its own, and says how good it is. */
export async function fitModel(job: FitJob, { onProgress, onNotice }: FitWatch): Promise<Fit> {
  const { engine, parameters, threads } = job;
  const { forest, seconds, outOfBagScores } = await fitForest(job.fitted, parameters, {
    engine,
    // This is a thread of its own already.
    threads: threads > 1 ? threads : 0,
    lowPriority: true,
    onProgress,
    onNotice,
  });
  const description = describeModel(forest, { ...job, outOfBagScores, seed: parameters.seed });
  return { ...description, artefact: serialiseForest(forest), engine, seconds: seconds.binning + seconds.growing };
}
