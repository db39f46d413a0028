import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config, formatDuration } from '../../config/index.js';
import { Clock } from '../../platform/index.js';
import { type Step, type StepContext, type StepResult, STEPS } from './run.js';
import type { RunRow } from './run-store.js';
import { StepLog } from './step-log.js';
import type { Attempt, StepRow } from './step-row.js';
import { StepStopped } from './step-stopped.js';
import { type Ended, StepWriter, Superseded } from './step-writer.js';

/** A step that was told to stop gets this long to do so before it is left behind. */
const GRACE_MS = 2_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Makes one attempt at a step and stores what became of it. */
@Injectable()
export class StepRunner {
  private readonly logger = new Logger('retraining');
  private current: { attempt: Attempt; log: StepLog } | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly writer: StepWriter,
    @Inject(STEPS) private readonly steps: readonly Step[],
  ) {}

  /** How often a step may be tried. */
  get maximumAttempts(): number {
    return this.config.retraining.retries + 1;
  }

  /** @param signal aborted with a StepStopped as its reason */
  async run(run: RunRow, steps: readonly StepRow[], step: StepRow, signal: AbortSignal): Promise<Ended> {
    const attempt = await this.writer.begin(run, step);
    const log = new StepLog(attempt.number, () => this.clock.now());
    if (step.status === 'running') log.add(`the process of attempt ${step.attempts} ended before the step did`);
    this.current = { attempt, log };
    try {
      return await this.attempt(run, steps, attempt, log, signal);
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
      this.logger.warn(error.message);
      return { finished: undefined };
    } finally {
      this.current = undefined;
    }
  }

  /** Closes a step that a process left running in its last attempt. */
  abandon(run: RunRow, step: StepRow): Promise<Ended> {
    const attempt = { runId: run.id, step: step.name, number: step.attempts };
    return this.writer.fail(attempt, 'the process that ran it ended before the step did', undefined, []);
  }

  /** Stores what the step under way has logged so far. */
  async storeLog(): Promise<void> {
    const lines = this.current?.log.take();
    if (this.current && lines && lines.length > 0) await this.writer.log(this.current.attempt, lines);
  }

  private async attempt(
    run: RunRow,
    steps: readonly StepRow[],
    attempt: Attempt,
    log: StepLog,
    outer: AbortSignal,
  ): Promise<Ended> {
    const timeout = this.timeout();
    const signal = AbortSignal.any([outer, timeout.signal]);
    const context: StepContext = {
      run,
      attempt: attempt.number,
      signal,
      log: (line) => {
        log.add(line);
        this.logger.log(`run ${run.id}, ${attempt.step}: ${line}`);
      },
      outputOf: (name) => steps.find((other) => other.name === name)?.output ?? undefined,
    };
    try {
      const result = await untilStopped(this.begin(context, attempt), signal);
      return await this.writer.end(attempt, result, log.take());
    } catch (error) {
      return await this.failed(attempt, error, log);
    } finally {
      timeout.clear();
    }
  }

  private async begin(context: StepContext, { step: name }: Attempt): Promise<StepResult> {
    const step = this.steps.find((candidate) => candidate.name === name);
    if (!step) throw new Error(`this process has no step ${name}`);
    return step.run(context);
  }

  private async failed(attempt: Attempt, error: unknown, log: StepLog): Promise<Ended> {
    if (error instanceof Superseded) throw error;
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const stop = error instanceof StepStopped ? error.stop : undefined;
    // Whoever leads now has it, or the worker ends the run.
    if (stop === 'lost' || stop === 'cancelled') throw new Superseded(attempt);
    if (stop === 'stopping') return this.writer.giveBack(attempt, log.take());
    const last = attempt.number >= this.maximumAttempts;
    const { retryDelay } = this.config.retraining;
    const next = last ? 'and is not tried again' : `and is tried again in ${formatDuration(retryDelay)}`;
    log.add(`attempt ${attempt.number} failed, ${next}: ${message}`);
    this.logger.error(`run ${attempt.runId}, ${attempt.step}: attempt ${attempt.number} failed ${next}`, stack);
    return this.writer.fail(attempt, message, last ? undefined : this.clock.now() + retryDelay, log.take());
  }

  private timeout(): { signal: AbortSignal; clear: () => void } {
    const { stepTimeout } = this.config.retraining;
    const controller = new AbortController();
    const timer = setTimeout(
      () => {
        controller.abort(new StepStopped('timeout', `it took longer than ${formatDuration(stepTimeout)}`));
      },
      Math.min(stepTimeout, LONGEST_TIMER_MS),
    );
    return {
      signal: controller.signal,
      clear: () => {
        clearTimeout(timer);
      },
    };
  }
}

/** What the step gives, or the reason of the signal once the step has ended or had time enough to do so. */
async function untilStopped(step: Promise<StepResult>, signal: AbortSignal): Promise<StepResult> {
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<void>((resolve) => {
    const onAbort = (): void => {
      timer = setTimeout(resolve, GRACE_MS);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    const result = await Promise.race([step, stopped]);
    signal.throwIfAborted();
    return result as StepResult;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
