import { DataSource } from 'typeorm';
import { migrations } from '../../../migrations/index.js';
import { withAdvisoryLock } from './advisory-lock.js';

/** Serialises migrations over all replicas; any constant will do, as long as it never changes. */
const MIGRATION_LOCK = 7_243_001;

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize?: number;
}

/** Whatever SQL can be sent to: a pool, a transaction, one connection. */
export type Queries = Pick<DataSource, 'query'>;

/** A pool of connections to the store. The caller initialises and destroys it. */
export function createDataSource({ url, poolSize = 16 }: DatabaseOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    applicationName: 'homeostat',
    connectTimeoutMS: 10_000,
    entities: [],
    migrations: [...migrations],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
  });
}

/**
 * Brings the schema up to date, one process at a time.
 *
 * @returns the names of the migrations that this call ran
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const ran = await withAdvisoryLock(dataSource, MIGRATION_LOCK, () => dataSource.runMigrations());
  return ran.map((migration) => migration.name);
}
