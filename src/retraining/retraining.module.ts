import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { HistoryModule } from '../history/index.js';
import { ModelsModule } from '../models/index.js';
import { FirstModel } from './first-model.js';
import { GeneratedHistory } from './generated-history.js';
import { ModelTrainer, TRAINING_WORKER } from './model-trainer.js';
import { NOTICE_PROVIDERS } from './notices/providers.js';
import { RUN_CONTROLLERS, runProviders } from './runs/providers.js';
import type { Step } from './runs/run.js';

/** The steps of a run, in any order. */
const STEP_CLASSES: readonly Type<Step>[] = [];

@Module({})
export class RetrainingModule {
  /** @param worker the compiled training worker; undefined for the one beside the code */
  static register(worker: URL | undefined): DynamicModule {
    return {
      module: RetrainingModule,
      imports: [HistoryModule, ModelsModule],
      controllers: [...RUN_CONTROLLERS],
      providers: [
        FirstModel,
        GeneratedHistory,
        ModelTrainer,
        { provide: TRAINING_WORKER, useValue: worker },
        ...NOTICE_PROVIDERS,
        ...runProviders(STEP_CLASSES),
      ],
      exports: [FirstModel],
    };
  }
}
