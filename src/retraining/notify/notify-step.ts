import { Injectable } from '@nestjs/common';
import { RunLogger } from '../mlflow/run-logger.js';
import { Notices } from '../notices/notices.js';
import type { Step, StepContext, StepResult } from '../runs/run.js';
import { outcomeNotice } from './outcome-notice.js';
import { reportOf } from './run-report.js';

/** Logs the run to MLflow, and puts what people are told of it into the outbox. Neither can fail the run. */
@Injectable()
export class NotifyStep implements Step {
  readonly name = 'notify';

  constructor(
    private readonly mlflow: RunLogger,
    private readonly notices: Notices,
  ) {}

  async run(context: StepContext): Promise<StepResult> {
    const report = reportOf(context);
    const mlflow = await this.mlflow.log(report, context.signal);
    if (mlflow.state !== 'off') context.log(`MLflow: ${mlflow.state}${'error' in mlflow ? `, ${mlflow.error}` : ''}`);
    const notice = outcomeNotice(report);
    context.log(notice.title);
    return {
      kind: 'done',
      output: { notices: [notice.key], mlflow },
      commit: async (manager) => {
        await this.notices.add(manager, notice);
        return {};
      },
    };
  }
}
