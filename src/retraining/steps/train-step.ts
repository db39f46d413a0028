import { Injectable } from '@nestjs/common';
import { ModelRegistry } from '../../models/index.js';
import { ModelTrainer } from '../model-trainer.js';
import { describeSources } from '../rows/refusal.js';
import type { Step, StepContext, StepResult } from '../runs/run.js';
import { PreparedRows } from './prepared-rows.js';

/** Lines of progress in a step's log. */
const PROGRESS_LINES = 4;

/** Fits the challenger and registers it, once, however often it was fitted. */
@Injectable()
export class TrainStep implements Step {
  readonly name = 'train';

  constructor(
    private readonly prepared: PreparedRows,
    private readonly trainer: ModelTrainer,
    private readonly registry: ModelRegistry,
  ) {}

  async run(context: StepContext): Promise<StepResult> {
    try {
      return await this.fit(context);
    } catch (error) {
      this.prepared.release();
      throw error;
    }
  }

  private async fit(context: StepContext): Promise<StepResult> {
    const rows = await this.prepared.of(context);
    const { model, outOfBag } = await this.trainer.fit(rows, {
      source: `challenger of run ${context.run.id}: ${describeSources(rows)}`,
      signal: context.signal,
      onProgress: (done, total) => {
        if (done % Math.ceil(total / PROGRESS_LINES) === 0) context.log(`${done} of ${total} trees`);
      },
    });
    const { engine, training } = model;
    const { rows: fitted, seconds } = training;
    context.log(`fitted on ${fitted} rows in ${seconds} s`);
    return {
      kind: 'done',
      output: { engine, rows: fitted, seconds, outOfBag },
      commit: async (manager) => ({ version: await this.registry.register(model, manager) }),
    };
  }
}
