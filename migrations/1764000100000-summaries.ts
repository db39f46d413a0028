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
      -- Rows that are rewritten all the time: room on the page keeps the indexes out of it.
      CREATE TABLE prediction_hour (
        hour timestamptz NOT NULL,
        model_version text NOT NULL,
        summary jsonb NOT NULL,
        scored int GENERATED ALWAYS AS ((summary->>'scored')::int) STORED,
        -- What the scores promise; NULL where the version came without an estimator. expected_bins: 256 counts of rows by
        -- score as int32, then the positives to be expected among them in millionths as float64.
        expected_called int,
        expected_called_micros numeric,
        expected_bins bytea,
        PRIMARY KEY (hour, model_version)
      ) WITH (fillfactor = 70);
      ALTER TABLE prediction_hour ALTER COLUMN expected_bins SET STORAGE EXTERNAL;
      -- By the hour of the prediction. Segment '' is all of it.
      CREATE TABLE outcome_hour (
        hour timestamptz NOT NULL,
        model_version text NOT NULL,
        segment text NOT NULL,
        -- Which configuration of segments the hour is split by; NULL: by none, until it is split anew.
        segmentation text,
        tp bigint NOT NULL DEFAULT 0,
        fp bigint NOT NULL DEFAULT 0,
        tn bigint NOT NULL DEFAULT 0,
        fn bigint NOT NULL DEFAULT 0,
        tp_micros numeric NOT NULL DEFAULT 0,
        fp_micros numeric NOT NULL DEFAULT 0,
        tn_micros numeric NOT NULL DEFAULT 0,
        fn_micros numeric NOT NULL DEFAULT 0,
        -- Labelled predictions as int32: 256 counts of positives by score, 256 of negatives, then by the delay of the
        -- first label; not kept of segments.
        bins bytea,
        PRIMARY KEY (hour, model_version, segment)
      ) WITH (fillfactor = 70);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE outcome_hour, prediction_hour, prediction_minute, label_unsummarised, prediction_unsummarised;
      ALTER TABLE model_version DROP COLUMN reference;
    `);
  }
}
