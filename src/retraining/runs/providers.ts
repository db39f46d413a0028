import { type Provider, type Type } from '@nestjs/common';
import { Leadership } from './leadership.js';
import { type Step, STEPS } from './run.js';
import { RunMetrics } from './run-metrics.js';
import { RunProgress } from './run-progress.js';
import { RunStore } from './run-store.js';
import { RunWorker } from './run-worker.js';
import { Runs } from './runs.js';
import { StepRunner } from './step-runner.js';
import { StepWriter } from './step-writer.js';

/**
 * What the module of the room takes from here.
 *
 * @param steps the classes of the six steps, in any order
 */
export function runProviders(steps: readonly Type<Step>[]): Provider[] {
  return [
    ...steps,
    { provide: STEPS, useFactory: (...made: Step[]) => made, inject: [...steps] },
    Leadership,
    RunMetrics,
    RunProgress,
    Runs,
    RunStore,
    RunWorker,
    StepRunner,
    StepWriter,
  ];
}
