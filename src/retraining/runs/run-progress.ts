import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/index.js';
import { RunMetrics } from './run-metrics.js';
import { type RunRow, RunStore } from './run-store.js';
import type { StepRow } from './step-row.js';
import { StepRunner } from './step-runner.js';
import { StepStopped } from './step-stopped.js';
import { type Ended, StepWriter, Superseded } from './step-writer.js';

/** Moves the unfinished run on, step by step. */
@Injectable()
export class RunProgress {
  private readonly logger = new Logger('retraining');
  private readonly stopping = new AbortController();
  private current: { readonly runId: number; readonly cancelling: AbortController } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly store: RunStore,
    private readonly writer: StepWriter,
    private readonly runner: StepRunner,
    private readonly metrics: RunMetrics,
  ) {}

  /**
   * Makes the next attempt that is due, to its end.
   *
   * @param leading aborted when another process may go on in this one's place
   * @returns whether there may be more to do at once
   */
  async advance(leading: AbortSignal): Promise<boolean> {
    if (leading.aborted || this.stopping.signal.aborted) return false;
    const run = await this.store.unfinished();
    if (!run) return false;
    if (run.cancelRequestedAt !== null && run.outcome === null) return this.told(await this.writer.cancel(run.id));
    const steps = await this.store.steps(run.id);
    const step = steps.find(({ status }) => status === 'pending' || status === 'running');
    if (!step) throw new Error(`run ${run.id} is not finished, and has no step left`);
    const leftBehind = step.status === 'running';
    if (!leftBehind && step.nextAttemptAt.getTime() > this.clock.now()) return false;
    try {
      if (leftBehind && step.attempts >= this.runner.maximumAttempts)
        return this.told(await this.runner.abandon(run, step));
      return this.told(await this.attempt(run, steps, step, leading));
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
      this.logger.warn(error.message);
      return true;
    }
  }

  /** Looks whether the run under way was called off, and stores what its step has logged. */
  async watch(): Promise<void> {
    const { current } = this;
    if (!current) return;
    const { cancelRequestedAt, outcome } = await this.store.get(current.runId);
    if (cancelRequestedAt !== null && outcome === null)
      current.cancelling.abort(new StepStopped('cancelled', 'the run was cancelled'));
    await this.runner.storeLog();
  }

  /** Stops the step under way, for another process or the next start to begin it again. */
  stop(): void {
    this.stopping.abort(new StepStopped('stopping', 'the service is stopping'));
  }

  private async attempt(run: RunRow, steps: readonly StepRow[], step: StepRow, leading: AbortSignal): Promise<Ended> {
    const cancelling = new AbortController();
    this.current = { runId: run.id, cancelling };
    const stopTimer = this.metrics.timeStep(step.name);
    try {
      const signal = AbortSignal.any([leading, this.stopping.signal, cancelling.signal]);
      return await this.runner.run(run, steps, step, signal);
    } finally {
      stopTimer();
      this.current = undefined;
    }
  }

  private told({ finished }: Ended): boolean {
    if (finished) {
      this.metrics.countFinished(finished);
      const why = finished.explanation === null ? '' : `: ${finished.explanation}`;
      this.logger.log(`run ${finished.id} (${finished.trigger}) is finished, ${finished.outcome ?? ''}${why}`);
    }
    return true;
  }
}
