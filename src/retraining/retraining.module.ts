import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { FeedbackModule } from '../feedback/index.js';
import { HistoryModule } from '../history/index.js';
import { MetricsModule } from '../metrics/index.js';
import { ModelsModule } from '../models/index.js';
import { PredictionModule } from '../prediction/index.js';
import { CheckStep } from './decision/check-step.js';
import { DECISION_CONTROLLERS, DECISION_PROVIDERS } from './decision/providers.js';
import { FirstModel } from './first-model.js';
import { GeneratedHistory } from './generated-history.js';
import { TRAINING_WORKER } from './analysis/analyst.js';
import { FirstVersion } from './first-version.js';
import { ModelTrainer } from './model-trainer.js';
import { DeployStep } from './steps/deploy-step.js';
import { PrepareStep } from './steps/prepare-step.js';
import { STEP_PROVIDERS } from './steps/providers.js';
import { TrainStep } from './steps/train-step.js';
import { ValidateStep } from './steps/validate-step.js';
import { MLFLOW_PROVIDERS } from './mlflow/providers.js';
import { NOTICE_PROVIDERS } from './notices/providers.js';
import { NotifyStep } from './notify/notify-step.js';
import { PROBATION_CONTROLLERS, PROBATION_PROVIDERS } from './probation/providers.js';
import { RUN_CONTROLLERS, runProviders } from './runs/providers.js';
import type { Step } from './runs/run.js';

/** The steps of a run, in any order. */
const STEP_CLASSES: readonly Type<Step>[] = [CheckStep, PrepareStep, TrainStep, ValidateStep, DeployStep, NotifyStep];

@Module({})
export class RetrainingModule {
  /** @param worker the compiled training worker; undefined for the one beside the code */
  static register(worker: URL | undefined): DynamicModule {
    return {
      module: RetrainingModule,
      imports: [FeedbackModule, HistoryModule, MetricsModule, ModelsModule, PredictionModule],
      controllers: [...DECISION_CONTROLLERS, ...PROBATION_CONTROLLERS, ...RUN_CONTROLLERS],
      providers: [
        FirstModel,
        GeneratedHistory,
        FirstVersion,
        ModelTrainer,
        ...STEP_PROVIDERS,
        { provide: TRAINING_WORKER, useValue: worker },
        ...DECISION_PROVIDERS,
        ...MLFLOW_PROVIDERS,
        ...NOTICE_PROVIDERS,
        ...PROBATION_PROVIDERS,
        ...runProviders(STEP_CLASSES),
      ],
      exports: [FirstModel],
    };
  }
}
