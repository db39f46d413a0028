import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from './config-schema.js';

/** Injection token of the resolved `Config`. */
export const CONFIG = Symbol('config');

/** Gives the resolved configuration to every room. It is read once, before the application is made. */
@Module({})
export class ConfigModule {
  static register(config: Config): DynamicModule {
    const providers = [{ provide: CONFIG, useValue: config }];
    return { module: ConfigModule, global: true, providers, exports: providers };
  }
}
