import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from './config-schema.js';
import type { Environment } from './environment.js';

/** Injection token of the resolved `Config`. */
export const CONFIG = Symbol('config');

/** Injection token of the `Environment`. */
export const ENVIRONMENT = Symbol('environment');

/** Gives the resolved configuration to every room. It is read once, before the application is made. */
@Module({})
export class ConfigModule {
  static register(config: Config, environment: Environment): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: ENVIRONMENT, useValue: environment },
    ];
    return { module: ConfigModule, global: true, providers, exports: providers };
  }
}
