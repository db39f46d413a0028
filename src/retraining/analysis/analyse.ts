import { type Reading, type ReadingJob, readRows } from '../rows/read-rows.js';
import { type Comparison, compareModels, type ComparisonJob } from './compare-models.js';
import { type Fit, type FitJob, fitModel, type FitWatch } from './fit-model.js';
import { measureMove, type MoveJob, type MoveMeasurement } from './measure-move.js';

/** Work on many rows that would hold up requests on the main thread. */
export type Analysis = ReadingJob | FitJob | ComparisonJob | MoveJob;

export interface Results {
  readonly read: Reading;
  readonly fit: Fit;
  readonly compare: Comparison;
  readonly move: MoveMeasurement;
}

/** What a thread tells of its work. */
export type AnalysisNews =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'result'; readonly result: Results[Analysis['kind']] };

/** What a thread does. */
export async function analyse(job: Analysis, watch: FitWatch): Promise<Results[Analysis['kind']]> {
  switch (job.kind) {
    case 'read':
      return readRows(job);
    case 'fit':
      return fitModel(job, watch);
    case 'compare':
      return compareModels(job);
    case 'move':
      return measureMove(job);
  }
}
