import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs of the retraining and their steps, and who asked what of the admin API. */
export class RetrainingRuns1764000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE retraining_run (
        id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        trigger text NOT NULL,
        actor text NOT NULL,
        reason text NOT NULL,
        force boolean NOT NULL,
        -- The clock's tick that asked for it: replicas whose clocks tick together make one run.
        scheduled_for timestamptz UNIQUE,
        status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'running', 'finished')),
        outcome text,
        explanation text,
        requested_at timestamptz NOT NULL,
        started_at timestamptz,
        finished_at timestamptz,
        cancel_requested_at timestamptz,
        cancelled_by text,
        CHECK ((status = 'finished') = (finished_at IS NOT NULL)),
        CHECK (status <> 'finished' OR outcome IS NOT NULL)
      );
      -- Never two at once, over all replicas.
      CREATE UNIQUE INDEX retraining_run_unfinished ON retraining_run ((true)) WHERE status <> 'finished';
      CREATE INDEX retraining_run_finished ON retraining_run (outcome, finished_at);

      CREATE TABLE retraining_step (
        run_id int NOT NULL REFERENCES retraining_run ON DELETE CASCADE,
        name text NOT NULL,
        position smallint NOT NULL,
        status text NOT NULL DEFAULT 'pending'
          CHECK (status IN ('pending', 'running', 'done', 'skipped', 'failed', 'cancelled')),
        -- Counts up whenever a process takes the step; what a process writes counts only while it is still the number it took.
        attempts int NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL,
        started_at timestamptz,
        finished_at timestamptz,
        output jsonb,
        error text,
        log jsonb NOT NULL DEFAULT '[]',
        PRIMARY KEY (run_id, name)
      );

      CREATE TABLE admin_audit (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        called_at timestamptz NOT NULL,
        actor text NOT NULL,
        -- What the caller showed: the key, nothing where none is asked for, or nothing of use.
        authentication text NOT NULL CHECK (authentication IN ('key', 'open', 'refused')),
        address text NOT NULL,
        method text NOT NULL,
        path text NOT NULL,
        body jsonb,
        status smallint NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE admin_audit; DROP TABLE retraining_step; DROP TABLE retraining_run');
  }
}
