import type { Type } from '@nestjs/common';
import type { Run, Step, StepContext, StepName, StepResult } from '../../../src/retraining/runs/run.js';
import type { TestService } from '../../support/service.js';

/** Runs steps of one run by hand, their commits in real transactions. */
export class HandRun {
  readonly lines: string[] = [];
  readonly outputs = new Map<StepName, any>();
  readonly stop = new AbortController();

  constructor(
    private readonly service: TestService,
    private readonly run: Partial<Run> = {},
  ) {}

  context(): StepContext {
    const run: Run = {
      id: 1,
      trigger: 'manual',
      actor: 'test',
      reason: 'to see it',
      force: false,
      status: 'running',
      outcome: null,
      explanation: null,
      requestedAt: new Date(),
      startedAt: null,
      finishedAt: null,
      cancelRequestedAt: null,
      ...this.run,
    };
    return {
      run,
      attempt: 1,
      signal: this.stop.signal,
      log: (line) => this.lines.push(line),
      outputOf: (name) => this.outputs.get(name),
    };
  }

  /** Makes one step and commits what it made. */
  async step(type: Type<Step>): Promise<StepResult> {
    const step = this.service.application.get(type, { strict: false });
    const result = await step.run(this.context());
    const committed =
      result.kind !== 'again' && result.commit ? await this.service.dataSource.transaction(result.commit) : {};
    this.outputs.set(step.name, { ...result.output, ...committed });
    return result;
  }

  /** Makes steps up to the first that ends the run. */
  async steps(types: readonly Type<Step>[]): Promise<StepResult> {
    let result: StepResult | undefined;
    for (const type of types) {
      result = await this.step(type);
      if (result.kind === 'end') break;
    }
    return result!;
  }
}
