import { CONFIG, ENVIRONMENT } from '../../config/index.js';
import { ChampionAlias } from './champion-alias.js';
import { MLFLOW, mlflowOf } from './mlflow.js';
import { RunLogger } from './run-logger.js';

/** What the module of the room takes from here. */
export const MLFLOW_PROVIDERS = [
  RunLogger,
  ChampionAlias,
  { provide: MLFLOW, useFactory: mlflowOf, inject: [ENVIRONMENT, CONFIG] },
];
