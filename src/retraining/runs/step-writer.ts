import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/index.js';
import type { Notice } from '../notices/notice.js';
import { Notices } from '../notices/notices.js';
import { outcomeNotice } from '../notify/outcome-notice.js';
import { reportOf } from '../notify/run-report.js';
import type { Outcome, StepName, StepResult } from './run.js';
import { cancelledNotice, failedNotice, startedNotice } from './run-notices.js';
import { type RunRow, RunStore } from './run-store.js';
import { runTransaction } from './run-transaction.js';
import type { Attempt, LogLine, StepRow } from './step-row.js';

const MAX_ERROR_LENGTH = 4_000;
const MAX_LOG_LINES = 500;

/** Another process has taken the step over, or its run was called off: what this one made of it does not count. */
export class Superseded extends Error {
  constructor({ runId, step, number }: Attempt) {
    super(`attempt ${number} at ${step} of run ${runId} no longer counts`);
    this.name = 'Superseded';
  }
}

/** What ended with a write. */
export interface Ended {
  /** The run, when it is finished. */
  readonly finished: RunRow | undefined;
}

/**
 * Writes what becomes of a step. Each write is one transaction that holds the run's row and goes through only while the
 * attempt is the one that the store says is running; otherwise it throws Superseded and changes nothing.
 */
@Injectable()
export class StepWriter {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly store: RunStore,
    private readonly notices: Notices,
  ) {}

  /** Takes a step as it was read. */
  async begin(run: RunRow, step: StepRow): Promise<Attempt> {
    const attempt = { runId: run.id, step: step.name, number: step.attempts + 1 };
    await runTransaction(this.dataSource, async (manager) => {
      const now = new Date(this.clock.now());
      await manager.query(
        `UPDATE retraining_run SET status = 'running', started_at = coalesce(started_at, $2)
         WHERE id = $1 AND status <> 'finished'`,
        [run.id, now],
      );
      const [, taken] = await manager.query<[unknown, number]>(
        `UPDATE retraining_step SET status = 'running', attempts = attempts + 1, started_at = $5, finished_at = NULL,
           output = NULL
         WHERE run_id = $1 AND name = $2 AND status = $3 AND attempts = $4`,
        [run.id, step.name, step.status, step.attempts, now],
      );
      if (taken === 0) throw new Superseded(attempt);
    });
    return attempt;
  }

  /** Ends an attempt with what the step made. The step's commit runs in the same transaction. */
  end(attempt: Attempt, result: StepResult, log: readonly LogLine[]): Promise<Ended> {
    return this.fenced(attempt, log, async (manager, run) => {
      if (result.kind === 'again') {
        await this.set(manager, attempt, {
          status: 'pending',
          nextAttemptAt: result.at,
          output: result.output,
          attempts: -1,
        });
        return undefined;
      }
      if (run.cancelRequestedAt !== null && run.outcome === null) throw new Superseded(attempt);
      const output = { ...result.output, ...(await result.commit?.(manager)) };
      await this.set(manager, attempt, { status: 'done', output });
      if (attempt.step === 'notify') return this.finish(manager, run, run.outcome ?? 'deployed', run.explanation);
      if (result.kind === 'end') return this.endEarly(manager, run, result.outcome, result.explanation);
      if (attempt.step === 'check') await this.notices.add(manager, startedNotice(run, causeOf(output, run)));
      if (attempt.step === 'deploy') await this.decide(manager, run, 'deployed', null);
      return undefined;
    });
  }

  /** Ends an attempt with an error: another one follows at `retryAt`, or the run ends. */
  fail(attempt: Attempt, error: string, retryAt: number | undefined, log: readonly LogLine[]): Promise<Ended> {
    const text = storable(error).slice(0, MAX_ERROR_LENGTH);
    return this.fenced(attempt, log, async (manager, run) => {
      if (retryAt !== undefined) {
        await this.set(manager, attempt, { status: 'pending', nextAttemptAt: retryAt, error: text });
        return undefined;
      }
      await this.set(manager, attempt, { status: 'failed', error: text });
      // What was decided stands, and people were told when it was.
      if (run.outcome !== null) return this.finish(manager, run, run.outcome, run.explanation);
      return this.finish(
        manager,
        run,
        'failed',
        `${attempt.step}: ${text}`,
        failedNotice(run, attempt.step, text, attempt.number),
      );
    });
  }

  /** Hands the step to whoever leads next, as if this attempt had not been. */
  giveBack(attempt: Attempt, log: readonly LogLine[]): Promise<Ended> {
    return this.fenced(attempt, log, async (manager) => {
      await this.set(manager, attempt, { status: 'pending', nextAttemptAt: this.clock.now(), attempts: -1 });
      return undefined;
    });
  }

  /** Adds to the log of a step that is running. */
  async log(attempt: Attempt, lines: readonly LogLine[]): Promise<void> {
    await this.fenced(attempt, lines, () => Promise.resolve(undefined));
  }

  /** Ends a run that was called off, whatever its steps do. */
  async cancel(runId: number): Promise<Ended> {
    return runTransaction(this.dataSource, async (manager) => {
      const run = await this.store.unfinished(manager, { lock: true });
      if (run?.id !== runId || run.cancelRequestedAt === null) return { finished: undefined };
      const by = run.cancelledBy ?? 'an admin';
      return { finished: await this.finish(manager, run, 'cancelled', `cancelled by ${by}`, cancelledNotice(run, by)) };
    });
  }

  private async fenced(
    attempt: Attempt,
    log: readonly LogLine[],
    write: (manager: EntityManager, run: RunRow) => Promise<RunRow | undefined>,
  ): Promise<Ended> {
    return runTransaction(this.dataSource, async (manager) => {
      const run = await this.store.unfinished(manager, { lock: true });
      const [, held] = await manager.query<[unknown, number]>(
        `UPDATE retraining_step SET log = (
           SELECT coalesce(jsonb_agg(line ORDER BY place), '[]') FROM (
             SELECT line, place FROM jsonb_array_elements(log || $4::jsonb) WITH ORDINALITY AS lines (line, place)
             ORDER BY place DESC LIMIT ${MAX_LOG_LINES}) AS newest)
         WHERE run_id = $1 AND name = $2 AND attempts = $3 AND status = 'running'`,
        [attempt.runId, attempt.step, attempt.number, JSON.stringify(log)],
      );
      if (run?.id !== attempt.runId || held === 0) throw new Superseded(attempt);
      return { finished: await write(manager, run) };
    });
  }

  private async set(
    manager: EntityManager,
    { runId, step }: Attempt,
    change: {
      readonly status: StepRow['status'];
      readonly nextAttemptAt?: number;
      readonly output?: object;
      readonly error?: string;
      readonly attempts?: -1;
    },
  ): Promise<void> {
    const ended = change.status !== 'pending';
    await manager.query(
      `UPDATE retraining_step SET status = $3, attempts = attempts + $4, next_attempt_at = coalesce($5, next_attempt_at),
         finished_at = $6, output = $7, error = CASE WHEN $3 = 'done' THEN NULL ELSE coalesce($8, error) END
       WHERE run_id = $1 AND name = $2`,
      [
        runId,
        step,
        change.status,
        change.attempts ?? 0,
        change.nextAttemptAt === undefined ? null : new Date(change.nextAttemptAt),
        ended ? new Date(this.clock.now()) : null,
        change.output === undefined ? null : JSON.stringify(change.output),
        change.error ?? null,
      ],
    );
  }

  /** A run that was decided before its last step: people are told and it goes on to notify, unless there was nothing to do. */
  private async endEarly(
    manager: EntityManager,
    run: RunRow,
    outcome: Outcome,
    explanation: string,
  ): Promise<RunRow | undefined> {
    if (outcome !== 'refused' && outcome !== 'threshold-moved') return this.finish(manager, run, outcome, explanation);
    await this.decide(manager, run, outcome, explanation);
    await manager.query(
      `UPDATE retraining_step SET status = 'skipped' WHERE run_id = $1 AND status = 'pending' AND name <> 'notify'`,
      [run.id],
    );
    return undefined;
  }

  /** Notes the outcome, and with it what people are told: whatever becomes of notify, they are. */
  private async decide(
    manager: EntityManager,
    run: RunRow,
    outcome: Outcome,
    explanation: string | null,
  ): Promise<void> {
    await manager.query('UPDATE retraining_run SET outcome = $2, explanation = $3 WHERE id = $1', [
      run.id,
      outcome,
      explanation,
    ]);
    const steps = await this.store.steps(run.id, manager);
    const outputOf = (name: StepName): unknown => steps.find((step) => step.name === name)?.output ?? undefined;
    await this.notices.add(manager, outcomeNotice(reportOf({ run: { ...run, outcome, explanation }, outputOf })));
  }

  private async finish(
    manager: EntityManager,
    run: RunRow,
    outcome: Outcome,
    explanation: string | null,
    notice?: Notice,
  ): Promise<RunRow> {
    const now = new Date(this.clock.now());
    await manager.query(
      `UPDATE retraining_run SET status = 'finished', outcome = $2, explanation = $3, finished_at = $4 WHERE id = $1`,
      [run.id, outcome, explanation, now],
    );
    await manager.query(
      `UPDATE retraining_step SET status = $2, finished_at = CASE WHEN status = 'running' THEN $3::timestamptz END
       WHERE run_id = $1 AND status IN ('pending', 'running')`,
      [run.id, outcome === 'cancelled' ? 'cancelled' : 'skipped', now],
    );
    if (notice) await this.notices.add(manager, notice);
    return { ...run, status: 'finished', outcome, explanation, finishedAt: now };
  }
}

/** PostgreSQL's text holds no NUL. */
function storable(text: string): string {
  return text.replaceAll('\0', '');
}

function causeOf(output: object, run: RunRow): string {
  const { cause } = output as { cause?: unknown };
  return typeof cause === 'string' ? cause : run.reason;
}
