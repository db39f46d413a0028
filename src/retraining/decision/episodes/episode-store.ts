import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { LabelStore } from '../../../feedback/index.js';
import { AlertStore } from '../alerts/alert-store.js';
import { type Cause, type Episode, labelsForNextRun, type Treatment } from './episode.js';

const COLUMNS = `id, cause, state, run_id AS "runId", figure, opened_at AS "openedAt", escalated_at AS "escalatedAt",
  closed_at AS "closedAt", explanation`;

interface TreatedRow extends Episode {
  readonly treatedBy: number | null;
  readonly outcome: string | null;
  readonly finishedAt: Date | null;
  readonly failedRuns: number;
  /** Rows that the newest run held out. */
  readonly heldOut: number | null;
  readonly runs: number;
}

/** Owns the table `episode`. */
@Injectable()
export class EpisodeStore {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly labels: LabelStore,
    private readonly alerts: AlertStore,
  ) {}

  /** Open episodes, oldest first, then the newest closed ones. */
  list(closed: number): Promise<Episode[]> {
    return this.dataSource.query(
      `SELECT ${COLUMNS} FROM episode WHERE closed_at IS NULL
       UNION ALL (SELECT ${COLUMNS} FROM episode WHERE closed_at IS NOT NULL ORDER BY closed_at DESC, id DESC LIMIT $1)`,
      [closed],
    );
  }

  /** How many episodes are open, and how many of those are escalated. */
  async counts(): Promise<{ open: number; escalated: number }> {
    const rows: { open: number; escalated: number }[] = await this.dataSource.query(
      `SELECT count(*) FILTER (WHERE state = 'open')::int AS open,
         count(*) FILTER (WHERE state = 'escalated')::int AS escalated FROM episode WHERE closed_at IS NULL`,
    );
    return rows[0] ?? { open: 0, escalated: 0 };
  }

  /**
   * Each open episode, and each cause's last one if its cure was rolled back, with what has been done about it.
   *
   * @param minimumLabels the fewest labels that a figure, or another run, needs
   */
  async followed(minimumLabels: number): Promise<{ episode: Episode; treatment: Treatment }[]> {
    const rows: TreatedRow[] = await this.dataSource.query(
      `SELECT e.*, run.id AS "treatedBy", run.outcome, run.finished_at AS "finishedAt", run.runs,
         (SELECT (output->'heldOut'->>'rows')::int FROM retraining_step WHERE run_id = run.id AND name = 'prepare') AS "heldOut",
         (SELECT count(*)::int FROM retraining_run WHERE finished_at >= e."openedAt" AND outcome = 'failed') AS "failedRuns"
       FROM (
         SELECT ${COLUMNS} FROM episode WHERE closed_at IS NULL
         UNION ALL SELECT * FROM (
           SELECT DISTINCT ON (cause) ${COLUMNS} FROM episode ORDER BY cause, id DESC
         ) AS last WHERE state = 'rolled-back'
       ) AS e
       LEFT JOIN LATERAL (
         SELECT id, outcome, finished_at, count(*) OVER ()::int AS runs FROM retraining_run
         WHERE finished_at >= e."openedAt" AND outcome IN ('deployed', 'threshold-moved', 'refused')
         ORDER BY finished_at DESC LIMIT 1
       ) AS run ON true
       ORDER BY e.id`,
    );
    return Promise.all(rows.map((row) => this.treated(row, minimumLabels)));
  }

  /** Opens an episode of each cause that has none, and of each alert that the run answers, whoever else joined it. */
  async open(manager: EntityManager, runId: number, causes: readonly Cause[], at: Date): Promise<void> {
    const answered = (await this.alerts.causesOf(manager, runId)).map((cause) => ({ cause, figure: null }));
    const all = [...causes, ...answered];
    await manager.query(
      `INSERT INTO episode (cause, figure, run_id, opened_at)
       SELECT cause, figure, $3, $4 FROM unnest($1::text[], $2::text[]) AS given (cause, figure)
       ON CONFLICT (cause) WHERE closed_at IS NULL DO NOTHING`,
      [all.map(({ cause }) => cause), all.map(({ figure }) => figure), runId, at],
    );
  }

  /** @returns whether this call did it: nobody else had */
  async escalate(manager: EntityManager, id: number, explanation: string, at: Date): Promise<boolean> {
    const [, changed] = await manager.query<[unknown, number]>(
      `UPDATE episode SET state = 'escalated', escalated_at = $2, explanation = $3 WHERE id = $1 AND state = 'open'`,
      [id, at, explanation],
    );
    return changed > 0;
  }

  /** @returns whether this call did it: nobody else had */
  async close(
    manager: EntityManager,
    id: number,
    state: 'healed' | 'withdrawn',
    explanation: string,
    at: Date,
  ): Promise<boolean> {
    const [, changed] = await manager.query<[unknown, number]>(
      `UPDATE episode SET state = $2, closed_at = $3, explanation = $4 WHERE id = $1 AND closed_at IS NULL`,
      [id, state, at, explanation],
    );
    return changed > 0;
  }

  /** Closes all that are open and not escalated. */
  async closeOpen(manager: EntityManager, state: 'rolled-back', explanation: string, at: Date): Promise<void> {
    await manager.query(`UPDATE episode SET state = $1, closed_at = $2, explanation = $3 WHERE state = 'open'`, [
      state,
      at,
      explanation,
    ]);
  }

  async dropClosedBefore(time: Date): Promise<void> {
    await this.dataSource.query('DELETE FROM episode WHERE closed_at < $1', [time]);
  }

  private async treated(row: TreatedRow, minimumLabels: number): Promise<{ episode: Episode; treatment: Treatment }> {
    const { treatedBy, outcome, finishedAt, failedRuns, heldOut, runs, ...episode } = row;
    if (treatedBy === null || finishedAt === null) {
      return { episode, treatment: { run: undefined, labels: 0, failedRuns } };
    }
    const nextAfterLabels = labelsForNextRun(Math.max(heldOut ?? 0, minimumLabels), runs);
    const run = { id: treatedBy, outcome: outcome ?? '', finishedAt: finishedAt.getTime(), nextAfterLabels };
    const labels = await this.labels.countSince(run.finishedAt, nextAfterLabels);
    return { episode, treatment: { run, labels, failedRuns } };
  }
}
