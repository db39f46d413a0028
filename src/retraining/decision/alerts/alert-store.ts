import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Alert } from './alert-payload.js';

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

  /** Names, of those given, with an alert among these that fires and has led to no run yet. */
  async unanswered(manager: EntityManager, alerts: readonly Alert[], names: readonly string[]): Promise<string[]> {
    const rows = await manager.query<{ alertname: string }[]>(
      `SELECT DISTINCT alertname FROM alert
       JOIN unnest($1::text[], $2::timestamptz[]) AS given (fingerprint, starts_at) USING (fingerprint, starts_at)
       WHERE alertname = ANY ($3) AND resolved_at IS NULL AND run_id IS NULL ORDER BY alertname`,
      [alerts.map(({ fingerprint }) => fingerprint), alerts.map(({ startsAt }) => new Date(startsAt)), names],
    );
    return rows.map(({ alertname }) => alertname);
  }

  /** Notes the run that the firing alerts of a name led to. */
  async answer(manager: EntityManager, alertname: string, runId: number): Promise<void> {
    await manager.query(
      'UPDATE alert SET run_id = $2 WHERE alertname = $1 AND resolved_at IS NULL AND run_id IS NULL',
      [alertname, runId],
    );
  }

  /** Whether an alert of this name fires, as far as Alertmanager has told. */
  async fires(alertname: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      'SELECT FROM alert WHERE alertname = $1 AND resolved_at IS NULL LIMIT 1',
      [alertname],
    );
    return rows.length > 0;
  }

  /** Forgets alerts that were last told of before a time. */
  async dropBefore(time: Date): Promise<void> {
    await this.dataSource.query('DELETE FROM alert WHERE last_seen_at < $1', [time]);
  }
}

function keyOf({ fingerprint, startsAt }: Alert): string {
  return `${fingerprint} ${startsAt}`;
}
