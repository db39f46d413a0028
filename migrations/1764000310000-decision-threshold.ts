import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The decision threshold belongs to a deployment, and some would-be positives are let through to learn their label. */
export class DecisionThreshold1764000310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- NULL for the config's.
      ALTER TABLE deployment ADD COLUMN decision_threshold float8;
      ALTER TABLE deployment DROP CONSTRAINT deployment_kind_check;
      ALTER TABLE deployment ADD CONSTRAINT deployment_kind_check
        CHECK (kind IN ('deploy', 'activate', 'rollback', 'threshold'));

      -- Of a score past the threshold, while exploration was on: the chance with which it was let through (positive is
      -- false then). NULL for any other.
      ALTER TABLE prediction ADD COLUMN exploration_share float8;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE prediction DROP COLUMN exploration_share;
      ALTER TABLE deployment DROP CONSTRAINT deployment_kind_check;
      ALTER TABLE deployment ADD CONSTRAINT deployment_kind_check CHECK (kind IN ('deploy', 'activate', 'rollback')) NOT VALID;
      ALTER TABLE deployment DROP COLUMN decision_threshold;
    `);
  }
}
