import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import type { DataSource } from 'typeorm';
import { type Config, ConfigModule, type Environment, readEnvironment } from './config/index.js';
import { DriftModule } from './drift/index.js';
import { FeedbackModule } from './feedback/index.js';
import { MetricsModule } from './metrics/index.js';
import { ModelsModule } from './models/index.js';
import { Clock, DatabaseModule, PlatformModule } from './platform/index.js';
import { PredictionModule } from './prediction/index.js';
import { RetrainingModule } from './retraining/index.js';

export interface AppOptions {
  readonly config: Config;
  /** Default: that of an empty process environment. */
  readonly environment?: Environment;
  /** Initialised and migrated; the caller closes it after the application. */
  readonly dataSource: DataSource;
  /** What time it is; a driven clock in tests. */
  readonly clock?: Clock;
  /** The compiled worker that forests are fitted in, where it is not beside the code (tests run from source). */
  readonly trainingWorker?: URL;
}

@Module({})
export class AppModule {
  static register({
    config,
    environment = readEnvironment({}),
    dataSource,
    clock = new Clock(),
    trainingWorker,
  }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(config, environment),
        PlatformModule.register(clock),
        DatabaseModule.register(dataSource),
        ScheduleModule.forRoot(),
        ModelsModule,
        PredictionModule,
        FeedbackModule,
        MetricsModule,
        DriftModule,
        RetrainingModule.register(trainingWorker),
      ],
    };
  }
}
