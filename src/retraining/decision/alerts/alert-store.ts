import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { alertCause } from '../decide.js';
import type { Alert } from './alert-payload.js';

/** Alerts that ask for the same: of one name and one label `cause`. */
export type AlertKind = Pick<Alert, 'alertname' | 'cause'>;

const CAUSE = `nullif(labels->>'cause', '')`;
/** A firing whose run was skipped asks again no sooner: Alertmanager may be set to tell every minute. */
const ASK_AGAIN_MS = 3_600_000;

/** Of a firing: it has led to no run, or to one that was skipped before the time in parameter `place`. */
const unanswered = (place: string): string => `resolved_at IS NULL AND NOT EXISTS (
  SELECT FROM retraining_run run WHERE run.id = alert.run_id AND (run.outcome IS DISTINCT FROM 'skipped' OR run.finished_at > ${place}))`;

/** The firings of alerts that Alertmanager told of. Owns the table `alert`. */
@Injectable()
export class AlertStore {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(work);
  }

  /** Records alerts, each at most once in the list. Their rows are locked until the transaction ends. */
  async record(manager: EntityManager, alerts: readonly Alert[], at: Date): Promise<void> {
    const inOrder = [...alerts].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    await manager.query(
      `INSERT INTO alert AS a (fingerprint, starts_at, alertname, labels, first_seen_at, last_seen_at, resolved_at)
       SELECT fingerprint, starts_at, alertname, labels::jsonb, $6, $6, CASE WHEN resolved THEN $6::timestamptz END
       FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::bool[])
         AS given (fingerprint, starts_at, alertname, labels, resolved)
       ON CONFLICT (fingerprint, starts_at) DO UPDATE
         SET last_seen_at = excluded.last_seen_at, resolved_at = coalesce(a.resolved_at, excluded.resolved_at)`,
      [
        inOrder.map(({ fingerprint }) => fingerprint),
        inOrder.map(({ startsAt }) => new Date(startsAt)),
        inOrder.map(({ alertname }) => alertname),
        inOrder.map(({ labels }) => JSON.stringify(labels)),
        inOrder.map(({ status }) => status === 'resolved'),
        at,
      ],
    );
  }

  /**
   * Kinds, of the names given, with an alert among these that fires and is unanswered: it has led to no run, or to one
   * that was skipped an hour ago or more.
   */
  async unanswered(
    manager: EntityManager,
    alerts: readonly Alert[],
    names: readonly string[],
    now: Date,
  ): Promise<AlertKind[]> {
    return manager.query<AlertKind[]>(
      `SELECT DISTINCT alertname, ${CAUSE} AS cause FROM alert
       JOIN unnest($1::text[], $2::timestamptz[]) AS given (fingerprint, starts_at) USING (fingerprint, starts_at)
       WHERE alertname = ANY ($3) AND ${unanswered('$4')} ORDER BY alertname, cause`,
      [
        alerts.map(({ fingerprint }) => fingerprint),
        alerts.map(({ startsAt }) => new Date(startsAt)),
        names,
        skippedBefore(now),
      ],
    );
  }

  /**
   * Notes the run that the firing alerts of a kind led to, when its cause is theirs: one for another cause may be skipped,
   * or cure something else, so they ask again when they are told again.
   */
  async answer(manager: EntityManager, { alertname, cause }: AlertKind, runId: number, now: Date): Promise<void> {
    await manager.query(
      `UPDATE alert SET run_id = $3
       WHERE alertname = $1 AND ${CAUSE} IS NOT DISTINCT FROM $2 AND ${unanswered('$5')}
         AND EXISTS (SELECT FROM retraining_run WHERE id = $3 AND actor = $4)`,
      [alertname, cause, runId, alertCause(alertname, cause), skippedBefore(now)],
    );
  }

  /** The causes of the firing alerts that a run answers. */
  async causesOf(manager: EntityManager, runId: number): Promise<string[]> {
    const kinds = await manager.query<AlertKind[]>(
      `SELECT DISTINCT alertname, ${CAUSE} AS cause FROM alert WHERE run_id = $1 AND resolved_at IS NULL`,
      [runId],
    );
    return kinds.map(({ alertname, cause }) => alertCause(alertname, cause));
  }

  /** Whether an alert of this kind fires, as far as Alertmanager has told. */
  async fires({ alertname, cause }: AlertKind): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `SELECT FROM alert WHERE alertname = $1 AND ${CAUSE} IS NOT DISTINCT FROM $2 AND resolved_at IS NULL LIMIT 1`,
      [alertname, cause],
    );
    return rows.length > 0;
  }

  /** Forgets alerts that were last told of before a time. */
  async dropBefore(time: Date): Promise<void> {
    await this.dataSource.query('DELETE FROM alert WHERE last_seen_at < $1', [time]);
  }
}

function skippedBefore(now: Date): Date {
  return new Date(now.getTime() - ASK_AGAIN_MS);
}

function keyOf({ fingerprint, startsAt }: Alert): string {
  return `${fingerprint} ${startsAt}`;
}
