import type { DataSource, EntityManager } from 'typeorm';
import { SILENCE_MS } from './leadership.js';

/** A transaction that holds a run's row: PostgreSQL ends it when its process freezes in the middle. */
export function runTransaction<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return dataSource.transaction(async (manager) => {
    await manager.query(`SET LOCAL idle_in_transaction_session_timeout = ${SILENCE_MS}`);
    return work(manager);
  });
}
