import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The store: feature schemas, model versions and deployments, imported history, predictions, labels. */
export class Initial1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE feature_schema (
        version int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        fingerprint text NOT NULL UNIQUE,
        features jsonb NOT NULL,
        created_at timestamptz NOT NULL
      );

      CREATE TABLE model_version (
        number int GENERATED ALWAYS AS IDENTITY,
        version text GENERATED ALWAYS AS ('v' || number::text) STORED PRIMARY KEY,
        schema_version int NOT NULL REFERENCES feature_schema,
        engine text NOT NULL,
        parameters jsonb NOT NULL,
        metrics jsonb NOT NULL,
        training jsonb NOT NULL,
        artefact bytea NOT NULL,
        created_at timestamptz NOT NULL
      );
      -- A forest does not compress; saying so saves the attempt.
      ALTER TABLE model_version ALTER COLUMN artefact SET STORAGE EXTERNAL;

      -- The newest row says which version is active.
      CREATE TABLE deployment (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        model_version text NOT NULL REFERENCES model_version,
        previous_version text REFERENCES model_version,
        kind text NOT NULL CHECK (kind IN ('deploy', 'activate', 'rollback')),
        actor text NOT NULL,
        reason text NOT NULL,
        deployed_at timestamptz NOT NULL
      );

      CREATE TABLE history (
        transaction_id text NOT NULL,
        occurred_at timestamptz NOT NULL,
        schema_version int NOT NULL REFERENCES feature_schema,
        features bytea NOT NULL,
        unseen jsonb,
        positive boolean NOT NULL,
        source text NOT NULL,
        -- A row imported again for another feature list is another row.
        PRIMARY KEY (transaction_id, schema_version)
      );
      CREATE INDEX history_occurred_at ON history (schema_version, occurred_at, transaction_id);

      -- Uniqueness of ids over all partitions of prediction, and the way from an id to its partition.
      CREATE TABLE prediction_key (
        transaction_id text PRIMARY KEY,
        scored_at timestamptz NOT NULL
      );
      CREATE INDEX prediction_key_scored_at ON prediction_key USING brin (scored_at);

      CREATE TABLE prediction (
        transaction_id text NOT NULL,
        scored_at timestamptz NOT NULL,
        transaction_time timestamptz NOT NULL,
        model_version text NOT NULL,
        schema_version int NOT NULL,
        score float8 NOT NULL,
        positive boolean NOT NULL,
        amount float8,
        features bytea NOT NULL,
        unseen jsonb,
        PRIMARY KEY (scored_at, transaction_id)
      ) PARTITION BY RANGE (scored_at);

      -- The truth as it is now. What the model said is repeated here, so that figures need no join.
      CREATE TABLE label (
        transaction_id text NOT NULL,
        scored_at timestamptz NOT NULL,
        model_version text NOT NULL,
        score float8 NOT NULL,
        predicted boolean NOT NULL,
        amount float8,
        actual boolean NOT NULL,
        labelled_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        corrections int NOT NULL DEFAULT 0,
        PRIMARY KEY (scored_at, transaction_id)
      ) PARTITION BY RANGE (scored_at);

      -- Every change of the truth, first labels (previous IS NULL) and corrections.
      CREATE TABLE label_change (
        id bigint GENERATED ALWAYS AS IDENTITY,
        transaction_id text NOT NULL,
        scored_at timestamptz NOT NULL,
        previous boolean,
        actual boolean NOT NULL,
        labelled_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        PRIMARY KEY (scored_at, id)
      ) PARTITION BY RANGE (scored_at);
      CREATE INDEX label_change_transaction_id ON label_change (transaction_id);

      -- Labels that came before their prediction.
      CREATE TABLE pending_label (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        transaction_id text NOT NULL,
        actual boolean NOT NULL,
        labelled_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL
      );
      CREATE INDEX pending_label_transaction_id ON pending_label (transaction_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE pending_label, label_change, label, prediction, prediction_key, history, deployment, model_version, feature_schema
    `);
  }
}
