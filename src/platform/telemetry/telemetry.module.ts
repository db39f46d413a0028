import { Global, Module } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { Registry } from 'prom-client';
import { MetricsController } from './metrics.controller.js';

@Global()
@Module({ providers: [{ provide: Registry, useFactory: () => new Registry() }], exports: [Registry] })
class RegistryModule {}

/**
 * The one metrics registry of an application and its /metrics page. Not prom-client's global registry: two replicas in
 * one process (tests, backtests) must not share counters.
 */
@Module({
  imports: [
    RegistryModule,
    PrometheusModule.registerAsync({
      controller: MetricsController,
      inject: [Registry],
      useFactory: (register: Registry) => ({
        path: '/metrics',
        defaultMetrics: { enabled: true, config: { register } },
      }),
    }),
  ],
})
export class TelemetryModule {}
