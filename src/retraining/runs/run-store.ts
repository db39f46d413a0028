import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { NotFound } from '../../platform/index.js';
import type { Outcome, Run } from './run.js';
import type { StepRow } from './step-row.js';

const RUN_COLUMNS = `id, trigger, actor, reason, force, status, outcome, explanation, requested_at AS "requestedAt",
  started_at AS "startedAt", finished_at AS "finishedAt", cancel_requested_at AS "cancelRequestedAt",
  cancelled_by AS "cancelledBy"`;
const STEP_COLUMNS = `name, status, attempts, next_attempt_at AS "nextAttemptAt", started_at AS "startedAt",
  finished_at AS "finishedAt", output, error, log`;
const MAX_ID = 2_147_483_647;

/** A run as it is stored. */
export interface RunRow extends Run {
  readonly cancelledBy: string | null;
}

/** What /metrics shows of the runs of all replicas. */
export interface RunFigures {
  readonly inProgress: boolean;
  /** When the last run of each outcome finished. */
  readonly lastFinished: ReadonlyMap<Outcome, Date>;
  /** When conditions were looked at last. */
  readonly lastCheck: Date | undefined;
}

/** Reads runs and their steps. */
@Injectable()
export class RunStore {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** @throws NotFound */
  async get(id: number): Promise<RunRow> {
    const rows: RunRow[] =
      id > MAX_ID ? [] : await this.dataSource.query(`SELECT ${RUN_COLUMNS} FROM retraining_run WHERE id = $1`, [id]);
    if (!rows[0]) throw new NotFound(`there is no run ${id}`);
    return rows[0];
  }

  /** The run that is not finished, if there is one. With `lock` nobody else changes it in this transaction's time. */
  async unfinished(
    manager: Pick<EntityManager, 'query'> = this.dataSource,
    { lock = false } = {},
  ): Promise<RunRow | undefined> {
    const rows = await manager.query<RunRow[]>(
      `SELECT ${RUN_COLUMNS} FROM retraining_run WHERE status <> 'finished' ${lock ? 'FOR UPDATE' : ''}`,
    );
    return rows[0];
  }

  /** The newest runs, newest first. */
  newest(limit: number): Promise<RunRow[]> {
    return this.dataSource.query(`SELECT ${RUN_COLUMNS} FROM retraining_run ORDER BY id DESC LIMIT $1`, [limit]);
  }

  /** The steps of a run, in their order. */
  steps(runId: number, manager: Pick<EntityManager, 'query'> = this.dataSource): Promise<StepRow[]> {
    return manager.query(`SELECT ${STEP_COLUMNS} FROM retraining_step WHERE run_id = $1 ORDER BY position`, [runId]);
  }

  async figures(): Promise<RunFigures> {
    const [unfinished, finished, checks] = await Promise.all([
      this.unfinished(),
      this.dataSource.query<{ outcome: Outcome; at: Date }[]>(
        `SELECT outcome, max(finished_at) AS at FROM retraining_run WHERE status = 'finished' GROUP BY outcome`,
      ),
      this.dataSource.query<{ at: Date | null }[]>(
        `SELECT max(started_at) AS at FROM retraining_step WHERE name = 'check' AND output IS NOT NULL`,
      ),
    ]);
    return {
      inProgress: unfinished !== undefined,
      lastFinished: new Map(finished.map(({ outcome, at }) => [outcome, at])),
      lastCheck: checks[0]?.at ?? undefined,
    };
  }

  /** Forgets runs that finished before these times: skipped ones, and all. Notices and models stay. */
  async dropFinishedBefore(times: { skipped: Date; any: Date }): Promise<number> {
    const [, dropped]: [unknown, number] = await this.dataSource.query(
      `DELETE FROM retraining_run
       WHERE status = 'finished' AND (finished_at < $2 OR (outcome = 'skipped' AND finished_at < $1))`,
      [times.skipped, times.any],
    );
    return dropped;
  }
}
