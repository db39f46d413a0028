import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was estimated of each chunk of predictions before its labels came, and what came true. */
export class PerformanceEstimates1764000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE performance_estimate (
        model_version text NOT NULL,
        -- Whole hours of scoring, from the start of the first up to, not including, to_hour.
        from_hour timestamptz NOT NULL,
        to_hour timestamptz NOT NULL,
        predictions int NOT NULL,
        estimate jsonb NOT NULL,
        estimated_at timestamptz NOT NULL,
        -- NULL until enough of the predictions have a label; follows corrections.
        labels int,
        realised jsonb,
        PRIMARY KEY (model_version, from_hour)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE performance_estimate');
  }
}
