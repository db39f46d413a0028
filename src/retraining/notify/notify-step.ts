import { Injectable } from '@nestjs/common';
import { RunLogger } from '../mlflow/run-logger.js';
import type { Step, StepContext, StepResult } from '../runs/run.js';
import { reportOf } from './run-report.js';

/** Logs the run to MLflow, which can't fail it. What people are told was put into the outbox with the outcome. */
@Injectable()
export class NotifyStep implements Step {
  readonly name = 'notify';

  constructor(private readonly mlflow: RunLogger) {}

  async run(context: StepContext): Promise<StepResult> {
    const mlflow = await this.mlflow.log(reportOf(context), context.signal);
    if (mlflow.state !== 'off') context.log(`MLflow: ${mlflow.state}${'error' in mlflow ? `, ${mlflow.error}` : ''}`);
    return { kind: 'done', output: { mlflow } };
  }
}
