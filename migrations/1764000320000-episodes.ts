import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the conditions gave last, breaches from their first run to their end, and the alerts that Alertmanager sent. */
export class Episodes1764000320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE condition_result (
        name text PRIMARY KEY,
        state text NOT NULL CHECK (state IN ('breach', 'ok', 'no-data', 'error')),
        evaluated_at timestamptz NOT NULL
      );

      CREATE TABLE episode (
        id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        cause text NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'escalated', 'healed', 'rolled-back', 'withdrawn')),
        -- The run that was to cure it; runs are forgotten before episodes are.
        run_id int NOT NULL,
        figure text,
        opened_at timestamptz NOT NULL,
        escalated_at timestamptz,
        closed_at timestamptz,
        explanation text,
        CHECK ((state IN ('open', 'escalated')) = (closed_at IS NULL))
      );
      -- Never two open ones of one cause.
      CREATE UNIQUE INDEX episode_open ON episode (cause) WHERE closed_at IS NULL;
      CREATE INDEX episode_opened ON episode (opened_at);

      -- One firing of an alert: Alertmanager tells of it again and again, until it is resolved.
      CREATE TABLE alert (
        fingerprint text NOT NULL,
        starts_at timestamptz NOT NULL,
        alertname text NOT NULL,
        labels jsonb NOT NULL,
        first_seen_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        resolved_at timestamptz,
        -- The run that it led to; NULL where the config maps it to none, or before there is one.
        run_id int,
        PRIMARY KEY (fingerprint, starts_at)
      );
      CREATE INDEX alert_last_seen ON alert (last_seen_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE alert, episode, condition_result');
  }
}
