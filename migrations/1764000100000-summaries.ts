import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Hourly summaries, the queues that feed them, and what a version was fitted on. */
export class Summaries1764000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE model_version ADD COLUMN reference jsonb;

      -- Groups of rows, written in the transaction of the rows themselves, that no summary holds yet. Taking a group
      -- deletes it in the transaction that adds it to a summary, so it is added once, whoever is killed.
      CREATE TABLE prediction_unsummarised (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        transaction_ids text[] NOT NULL,
        scored_ats timestamptz[] NOT NULL
      );
      CREATE TABLE label_unsummarised (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        change_ids bigint[] NOT NULL,
        scored_ats timestamptz[] NOT NULL
      );

      CREATE TABLE prediction_minute (
        minute timestamptz NOT NULL,
        model_version text NOT NULL,
        scored int NOT NULL,
        positive int NOT NULL,
        PRIMARY KEY (minute, model_version)
      );
      CREATE TABLE prediction_hour (
        hour timestamptz NOT NULL,
        model_version text NOT NULL,
        summary jsonb NOT NULL,
        PRIMARY KEY (hour, model_version)
      );
      -- By the hour of the prediction. Segment '' is all of it.
      CREATE TABLE outcome_hour (
        hour timestamptz NOT NULL,
        model_version text NOT NULL,
        segment text NOT NULL,
        tp bigint NOT NULL,
        fp bigint NOT NULL,
        tn bigint NOT NULL,
        fn bigint NOT NULL,
        tp_micros bigint NOT NULL,
        fp_micros bigint NOT NULL,
        tn_micros bigint NOT NULL,
        fn_micros bigint NOT NULL,
        -- Labelled predictions by score, 256 bins of positives, then of negatives, as int32; not kept of segments.
        score_bins bytea,
        PRIMARY KEY (hour, model_version, segment)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE outcome_hour, prediction_hour, prediction_minute, label_unsummarised, prediction_unsummarised;
      ALTER TABLE model_version DROP COLUMN reference;
    `);
  }
}
