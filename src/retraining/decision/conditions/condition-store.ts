import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ConditionResult } from './condition-result.js';

/** What each condition gave last. Owns the table `condition_result`. */
@Injectable()
export class ConditionStore {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Takes the place of all that was stored. */
  async replace(results: readonly ConditionResult[], at: Date): Promise<void> {
    const names = results.map(({ name }) => name);
    await this.dataSource.transaction(async (manager) => {
      await manager.query('DELETE FROM condition_result WHERE name <> ALL ($1)', [names]);
      await manager.query(
        `INSERT INTO condition_result (name, state, evaluated_at) SELECT name, state, $3
         FROM unnest($1::text[], $2::text[]) AS given (name, state) ORDER BY name
         ON CONFLICT (name) DO UPDATE SET state = excluded.state, evaluated_at = excluded.evaluated_at`,
        [names, results.map(({ state }) => state), at],
      );
    });
  }

  all(): Promise<Pick<ConditionResult, 'name' | 'state'>[]> {
    return this.dataSource.query('SELECT name, state FROM condition_result ORDER BY name');
  }
}
