import type { DataSource } from 'typeorm';

/**
 * Runs `work` while holding a session advisory lock, one process at a time over all replicas. The lock goes with the
 * connection, so a killed process never leaves it behind.
 */
export async function withAdvisoryLock<T>(dataSource: DataSource, key: number, work: () => Promise<T>): Promise<T> {
  const holder = dataSource.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [key]);
    return await work();
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [key]).catch(() => undefined);
    await holder.release();
  }
}
