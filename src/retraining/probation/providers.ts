import { EvidenceReader } from './evidence.js';
import { ExpectedChanges } from './expected-change.js';
import { ProbationChecks } from './probation-checks.js';
import { ProbationMetrics } from './probation-metrics.js';
import { ProbationStore } from './probation-store.js';
import { ProbationWatch } from './probation-watch.js';
import { ProbationController } from './probation.controller.js';
import { Probations } from './probations.js';
import { Rollbacks } from './rollbacks.js';
import { ShadowChoice } from './shadow-choice.js';
import { ShadowChoiceController } from './shadow-choice.controller.js';

/** What the module of the room takes from here. */
export const PROBATION_PROVIDERS = [
  EvidenceReader,
  ExpectedChanges,
  ProbationChecks,
  ProbationMetrics,
  Probations,
  ProbationStore,
  ProbationWatch,
  Rollbacks,
  ShadowChoice,
];
export const PROBATION_CONTROLLERS = [ProbationController, ShadowChoiceController];
