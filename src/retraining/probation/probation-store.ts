import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Probation, ProbationCheck, ProbationStatus } from './probation.js';

const COLUMNS = `deployment_id AS "deploymentId", model_version AS version, former_version AS "formerVersion",
  former_threshold AS "formerThreshold", began_at AS "beganAt", ends_at AS "endsAt", status, explanation,
  ended_at AS "endedAt", checked_at AS "checkedAt", checks`;

type Row = Omit<Probation, 'deploymentId' | 'former'> & {
  readonly deploymentId: string;
  readonly formerVersion: string;
  readonly formerThreshold: number | null;
};

/** Owns the table `probation`. At most one is active. */
@Injectable()
export class ProbationStore {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(work);
  }

  /** @returns whether this call began it: a deployment has one probation */
  async begin(
    manager: EntityManager,
    {
      deploymentId,
      version,
      former,
      beganAt,
      endsAt,
    }: Pick<Probation, 'deploymentId' | 'version' | 'former' | 'beganAt' | 'endsAt'>,
  ): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `INSERT INTO probation (deployment_id, model_version, former_version, former_threshold, began_at, ends_at, status)
       VALUES ($1, $2, $3, $4, $5, $6, 'active') ON CONFLICT (deployment_id) DO NOTHING RETURNING deployment_id`,
      [deploymentId, version, former.version, former.decisionThreshold, beganAt, endsAt],
    );
    return rows.length > 0;
  }

  async active(manager: EntityManager = this.dataSource.manager): Promise<Probation | undefined> {
    const rows: Row[] = await manager.query(`SELECT ${COLUMNS} FROM probation WHERE status = 'active'`);
    return rows[0] && fromRow(rows[0]);
  }

  async has(deploymentId: number): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query('SELECT FROM probation WHERE deployment_id = $1', [
      deploymentId,
    ]);
    return rows.length > 0;
  }

  /** The newest ones, newest first. */
  async newest(limit: number): Promise<Probation[]> {
    const rows: Row[] = await this.dataSource.query(
      `SELECT ${COLUMNS} FROM probation ORDER BY deployment_id DESC LIMIT $1`,
      [limit],
    );
    return rows.map(fromRow);
  }

  /** Takes the check that is due, if its last one was at `before` or earlier: of several replicas one gets it. */
  async claimCheck(now: Date, before: Date): Promise<Probation | undefined> {
    const [rows]: [Row[], number] = await this.dataSource.query(
      `UPDATE probation SET checked_at = $1 WHERE status = 'active' AND (checked_at IS NULL OR checked_at <= $2)
       RETURNING ${COLUMNS}`,
      [now, before],
    );
    return rows[0] && fromRow(rows[0]);
  }

  async writeChecks(deploymentId: number, checks: readonly ProbationCheck[]): Promise<void> {
    await this.dataSource.query(`UPDATE probation SET checks = $2 WHERE deployment_id = $1 AND status = 'active'`, [
      deploymentId,
      JSON.stringify(checks),
    ]);
  }

  /** @returns whether this call ended it: nobody else had */
  async end(
    manager: EntityManager,
    deploymentId: number,
    status: Exclude<ProbationStatus, 'active'>,
    explanation: string,
    at: Date,
  ): Promise<boolean> {
    const [, changed]: [unknown, number] = await manager.query(
      `UPDATE probation SET status = $2, explanation = $3, ended_at = $4 WHERE deployment_id = $1 AND status = 'active'`,
      [deploymentId, status, explanation, at],
    );
    return changed > 0;
  }
}

function fromRow({ deploymentId, formerVersion, formerThreshold, ...row }: Row): Probation {
  return {
    ...row,
    deploymentId: Number(deploymentId),
    former: { version: formerVersion, decisionThreshold: formerThreshold },
  };
}
