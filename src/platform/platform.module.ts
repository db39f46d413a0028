import { type DynamicModule, Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { HealthChecks } from './health/health-checks.js';
import { HealthController } from './health/health.controller.js';
import { RefusedBodies } from './http/refused-bodies.js';
import { RunbooksController } from './runbooks/runbooks.controller.js';
import { AdminAudit } from './security/admin-audit.js';
import { AuditController } from './security/audit.controller.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';

/** The machinery that every room uses: time, health, metrics. */
@Module({})
export class PlatformModule {
  static register(clock: Clock): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      imports: [TelemetryModule],
      controllers: [AuditController, HealthController, RunbooksController],
      providers: [{ provide: Clock, useValue: clock }, AdminAudit, HealthChecks, RefusedBodies],
      exports: [Clock, HealthChecks, RefusedBodies],
    };
  }
}
