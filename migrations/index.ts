import { Initial1764000000000 } from './1764000000000-initial.js';
import { Summaries1764000100000 } from './1764000100000-summaries.js';
import { PerformanceEstimates1764000200000 } from './1764000200000-performance-estimates.js';
import { RetrainingRuns1764000300000 } from './1764000300000-retraining-runs.js';
import { DecisionThreshold1764000310000 } from './1764000310000-decision-threshold.js';
import { Episodes1764000320000 } from './1764000320000-episodes.js';
import { Notices1764000330000 } from './1764000330000-notices.js';
import { Probation1764000340000 } from './1764000340000-probation.js';

/** Every migration, oldest first. One that has been released is never edited: write the next one. */
export const migrations = [
  Initial1764000000000,
  Summaries1764000100000,
  PerformanceEstimates1764000200000,
  RetrainingRuns1764000300000,
  DecisionThreshold1764000310000,
  Episodes1764000320000,
  Notices1764000330000,
  Probation1764000340000,
] as const;
