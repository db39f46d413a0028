import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Versions that score without answering, how requests fared by minute, and new versions on probation. */
export class Probation1764000340000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The newest row says which version scores without answering; none when its model_version is NULL.
      CREATE TABLE shadow_version (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        model_version text REFERENCES model_version,
        -- NULL for the config's.
        decision_threshold float8,
        actor text NOT NULL,
        reason text NOT NULL,
        since timestamptz NOT NULL
      );

      -- What the shadow said of an answered prediction, and beside it what the answer was, so that figures need no join.
      CREATE TABLE shadow_score (
        scored_at timestamptz NOT NULL,
        transaction_id text NOT NULL,
        model_version text NOT NULL,
        score float8 NOT NULL,
        positive boolean NOT NULL,
        answered_by text NOT NULL,
        answered_score float8 NOT NULL,
        answered_positive boolean NOT NULL,
        PRIMARY KEY (scored_at, transaction_id, model_version)
      ) PARTITION BY RANGE (scored_at);

      -- Each process writes rows of its own, so that writing one again changes nothing.
      CREATE TABLE scoring_minute (
        minute timestamptz NOT NULL,
        model_version text NOT NULL,
        process uuid NOT NULL,
        requests int NOT NULL,
        errors int NOT NULL,
        -- Single requests by latency, in the bins of src/prediction/minutes/latency-bins.ts.
        latencies int[] NOT NULL,
        PRIMARY KEY (minute, model_version, process)
      );

      CREATE TABLE probation (
        deployment_id bigint PRIMARY KEY REFERENCES deployment,
        model_version text NOT NULL REFERENCES model_version,
        former_version text NOT NULL REFERENCES model_version,
        -- That of the former version; NULL for the config's.
        former_threshold float8,
        began_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        status text NOT NULL CHECK (status IN ('active', 'passed', 'passed-unproven', 'rolled-back', 'superseded')),
        explanation text,
        ended_at timestamptz,
        checked_at timestamptz,
        -- The figures of the newest check against their limits.
        checks jsonb NOT NULL DEFAULT '[]'
      );
      CREATE UNIQUE INDEX probation_one_active ON probation ((true)) WHERE status = 'active';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE probation, scoring_minute, shadow_score, shadow_version');
  }
}
