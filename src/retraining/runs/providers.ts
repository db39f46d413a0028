import { type Provider, type Type } from '@nestjs/common';
import { DailyCheck } from './daily-check.js';
import { Leadership } from './leadership.js';
import { type Step, STEPS } from './run.js';
import { RunMetrics } from './run-metrics.js';
import { RetrainsController } from './retrains.controller.js';
import { RunProgress } from './run-progress.js';
import { RunRetention } from './run-retention.js';
import { RunStore } from './run-store.js';
import { RunWorker } from './run-worker.js';
import { Runs } from './runs.js';
import { StepRunner } from './step-runner.js';
import { StepWriter } from './step-writer.js';

export const RUN_CONTROLLERS = [RetrainsController];

/**
 * What the module of the room takes from here.
 *
 * @param steps the classes of the six steps, in any order
 */
export function runProviders(steps: readonly Type<Step>[]): Provider[] {
  return [
    ...steps,
    { provide: STEPS, useFactory: (...made: Step[]) => made, inject: [...steps] },
    DailyCheck,
    Leadership,
    RunMetrics,
    RunProgress,
    RunRetention,
    Runs,
    RunStore,
    RunWorker,
    StepRunner,
    StepWriter,
  ];
}
