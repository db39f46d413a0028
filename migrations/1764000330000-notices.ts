import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The outbox of what people are told: notices, and what became of each at each receiver. */
export class Notices1764000330000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notice (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        key text NOT NULL UNIQUE,
        kind text NOT NULL,
        severity text NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
        title text NOT NULL,
        body text NOT NULL,
        facts jsonb NOT NULL,
        links jsonb NOT NULL,
        created_at timestamptz NOT NULL
      );

      CREATE TABLE notice_delivery (
        notice_id bigint NOT NULL REFERENCES notice ON DELETE CASCADE,
        channel text NOT NULL CHECK (channel IN ('slack', 'email', 'pagerduty', 'webhook')),
        state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'abandoned')),
        -- Attempts begun; one that was begun and never ended is made again at next_attempt_at.
        attempts int NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL,
        finished_at timestamptz,
        -- When PagerDuty was told that the error is over.
        resolved_at timestamptz,
        error text,
        PRIMARY KEY (notice_id, channel)
      );
      CREATE INDEX notice_delivery_pending ON notice_delivery (channel, next_attempt_at) WHERE state = 'pending';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notice_delivery, notice');
  }
}
