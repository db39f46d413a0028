import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { Registry } from 'prom-client';
import { MetricsController } from './metrics.controller.js';

/** Gauges of prom-client named as counters are, which `promtool check metrics` rightly refuses. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

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
export class TelemetryModule implements OnModuleInit {
  constructor(private readonly registry: Registry) {}

  onModuleInit(): void {
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
  }
}
