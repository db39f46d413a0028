import { type DynamicModule, Inject, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HealthChecks } from '../health/health-checks.js';
import { Notifications } from './notifications.js';

/** Gives every room the store's `DataSource`, and reports its health. */
@Module({})
export class DatabaseModule {
  constructor(@Inject(DataSource) dataSource: DataSource, health: HealthChecks) {
    health.add('database', async () => {
      await dataSource.query('SELECT 1');
      return { up: true };
    });
  }

  /** @param dataSource initialised and migrated; the caller closes it after the application */
  static register(dataSource: DataSource): DynamicModule {
    const provider = { provide: DataSource, useValue: dataSource };
    return {
      module: DatabaseModule,
      global: true,
      providers: [provider, Notifications],
      exports: [provider, Notifications],
    };
  }
}
