import type { DataSource } from 'typeorm';
import { type Config, type Environment, readConfig, readEnvironment } from '../config/index.js';
import { HistoryStore } from '../history/index.js';
import { SchemaStore } from '../models/index.js';
import { Clock, openDatabase } from '../platform/index.js';

/** The store as a command sees it, without the service. */
export interface Store {
  readonly config: Config;
  readonly environment: Environment;
  readonly dataSource: DataSource;
  readonly history: HistoryStore;
  readonly schemas: SchemaStore;
}

/** Runs `work` on the store of the environment, with the config of `configFile`, and closes it again. */
export async function withStore<T>(configFile: string, work: (store: Store) => Promise<T>): Promise<T> {
  const environment = readEnvironment(process.env);
  const config = readConfig(configFile);
  const { dataSource, close } = await openDatabase(environment);
  try {
    const schemas = new SchemaStore(dataSource, new Clock());
    return await work({ config, environment, dataSource, history: new HistoryStore(dataSource), schemas });
  } finally {
    await close();
  }
}
