import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, Conflict, Unavailable } from '../../platform/index.js';
import { STEP_NAMES, type Trigger } from './run.js';
import { type RunRow, RunStore } from './run-store.js';
import { runTransaction } from './run-transaction.js';

/** The channel on which workers hear that a run was asked for or cancelled. */
export const RUN_CHANNEL = 'homeostat_run';
/** Replicas that ask at once: one inserts, the others find its run. More than a few rounds can't be chance. */
const ROUNDS = 20;
/** A trigger takes over a waiting check of a lesser one. */
const RANK: Readonly<Record<Trigger, number>> = { schedule: 0, alert: 1, manual: 2 };

export interface RunRequest {
  /** `joined`: a run still waits in check, and goes on for this trigger. `busy`: a run is past its check, or the clock asked twice. */
  readonly kind: 'started' | 'joined' | 'busy';
  readonly runId: number;
}

/** Asks for runs, and calls them off. Safe in all replicas at once: there is never more than one unfinished run. */
@Injectable()
export class Runs {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly store: RunStore,
  ) {}

  /**
   * Asks for a run.
   *
   * @param actor who asks, for the record
   * @param reason why, in words
   * @param force passes over conditions, cooldown, daily maximum and probation
   * @param scheduledFor the tick of the clock that asks; the same tick asks once, over all replicas
   */
  async request(
    trigger: Trigger,
    actor: string,
    reason: string,
    force = false,
    scheduledFor?: Date,
  ): Promise<RunRequest> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const request = await runTransaction(this.dataSource, async (manager) => {
        const running = await this.store.unfinished(manager, { lock: true });
        if (running) return this.join(manager, running, { trigger, actor, reason, force });
        const made = await this.insert(manager, { trigger, actor, reason, force, scheduledFor });
        if (made !== undefined) return { kind: 'started', runId: made } as const;
        return scheduledFor && this.ofTick(manager, scheduledFor);
      });
      if (request) return request;
    }
    throw new Unavailable('other runs begin and end all the time: ask again', 1);
  }

  /**
   * Calls a run off. The worker stops its step within a second.
   *
   * @throws NotFound
   * @throws Conflict when it is finished, or has done what it was there for and only tells people
   */
  async cancel(id: number, actor: string): Promise<void> {
    await this.store.get(id);
    await runTransaction(this.dataSource, async (manager) => {
      const run = await this.store.unfinished(manager, { lock: true });
      if (run?.id !== id) throw new Conflict(`run ${id} is finished`);
      if (run.outcome !== null) throw new Conflict(`run ${id} is past cancelling: its outcome is ${run.outcome}`);
      await manager.query(
        `UPDATE retraining_run SET cancel_requested_at = coalesce(cancel_requested_at, $2),
           cancelled_by = coalesce(cancelled_by, $3) WHERE id = $1`,
        [id, new Date(this.clock.now()), actor],
      );
      await poke(manager);
    });
  }

  private async insert(
    manager: EntityManager,
    { trigger, actor, reason, force, scheduledFor }: Request & { scheduledFor: Date | undefined },
  ): Promise<number | undefined> {
    const now = new Date(this.clock.now());
    const made = await manager.query<{ id: number }[]>(
      `INSERT INTO retraining_run (trigger, actor, reason, force, scheduled_for, requested_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
      [trigger, actor, reason, force, scheduledFor ?? null, now],
    );
    const id = made[0]?.id;
    if (id === undefined) return undefined;
    await manager.query(
      `INSERT INTO retraining_step (run_id, name, position, next_attempt_at)
       SELECT $1, name, position, $3 FROM unnest($2::text[]) WITH ORDINALITY AS step (name, position)`,
      [id, STEP_NAMES, now],
    );
    await poke(manager);
    return id;
  }

  private async join(
    manager: EntityManager,
    run: RunRow,
    { trigger, actor, reason, force }: Request,
  ): Promise<RunRequest> {
    const check = (await this.store.steps(run.id, manager)).find(({ name }) => name === 'check');
    const waits = check?.status === 'pending' || check?.status === 'running';
    if (trigger === 'schedule' || !waits || run.cancelRequestedAt !== null) return { kind: 'busy', runId: run.id };
    const outranks = RANK[trigger] > RANK[run.trigger];
    if (outranks || (force && !run.force)) {
      await manager.query(
        `UPDATE retraining_run SET force = force OR $2, trigger = CASE WHEN $3 THEN $4 ELSE trigger END,
           actor = CASE WHEN $3 THEN $5 ELSE actor END, reason = CASE WHEN $3 THEN $6 ELSE reason END WHERE id = $1`,
        [run.id, force, outranks, trigger, actor, reason],
      );
      // A check under way judges the old trigger: it loses its attempt, and the check is made again.
      await manager.query(
        `UPDATE retraining_step SET status = 'pending', next_attempt_at = $2 WHERE run_id = $1 AND name = 'check'`,
        [run.id, new Date(this.clock.now())],
      );
      await poke(manager);
    }
    return { kind: 'joined', runId: run.id };
  }

  private async ofTick(manager: EntityManager, tick: Date): Promise<RunRequest | undefined> {
    const rows = await manager.query<{ id: number }[]>('SELECT id FROM retraining_run WHERE scheduled_for = $1', [
      tick,
    ]);
    return rows[0] && { kind: 'busy', runId: rows[0].id };
  }
}

interface Request {
  readonly trigger: Trigger;
  readonly actor: string;
  readonly reason: string;
  readonly force: boolean;
}

/** Heard when the transaction commits. */
async function poke(manager: EntityManager): Promise<void> {
  await manager.query('SELECT pg_notify($1, $2)', [RUN_CHANNEL, '']);
}
