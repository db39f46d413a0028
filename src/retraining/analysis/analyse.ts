import { type Comparison, compareModels, type ComparisonJob } from './compare-models.js';
import { describeModel, type Description, type DescriptionJob } from './describe-model.js';
import { measureMove, type MoveJob, type MoveMeasurement } from './measure-move.js';

/** Work on many rows that would hold up requests on the main thread. */
export type Analysis = DescriptionJob | ComparisonJob | MoveJob;

export interface Results {
  readonly describe: Description;
  readonly compare: Comparison;
  readonly move: MoveMeasurement;
}

/** What a thread does. */
export function analyse(job: Analysis): Results[Analysis['kind']] {
  switch (job.kind) {
    case 'describe':
      return describeModel(job);
    case 'compare':
      return compareModels(job);
    case 'move':
      return measureMove(job);
  }
}
