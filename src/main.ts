import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config, Environment } from './config/index.js';
import {
  type Clock,
  createHttpApplication,
  type Database,
  openDatabase,
  requireAdminKey,
  ServiceLogger,
} from './platform/index.js';
import { VERSION } from './version.js';

/** A service that listens. */
export interface Service {
  readonly application: NestFastifyApplication;
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Lets requests under way finish, writes what is held, closes the database, and leaves the embedded server. */
  stop(): Promise<void>;
}

/**
 * Opens the database, migrates it, and listens. The first model may still be in training when this returns.
 *
 * @param options.clock default: that of the machine
 * @param options.quiet whether nothing is logged
 * @throws ConfigError when others could reach admin calls that ask for no key
 */
export async function startService(
  config: Config,
  environment: Environment,
  { clock, quiet = false }: { readonly clock?: Clock; readonly quiet?: boolean } = {},
): Promise<Service> {
  requireAdminKey(environment);
  const logger = new ServiceLogger(environment);
  const database = await openDatabase(environment);
  if (!quiet) for (const migration of database.migrated) logger.log(`migrated: ${migration}`, 'database');
  try {
    const module = AppModule.register({
      config,
      environment,
      dataSource: database.dataSource,
      ...(clock && { clock }),
    });
    const application = await createHttpApplication(module, { version: VERSION, logger: quiet ? false : logger });
    await application.listen(environment.port, environment.host);
    const url = (await application.getUrl()).replace('[::]', '127.0.0.1').replace('0.0.0.0', '127.0.0.1');
    return { application, url, stop: () => stop(application, database) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function stop(application: NestFastifyApplication, database: Database): Promise<void> {
  try {
    await application.close();
  } finally {
    await database.close();
  }
}
