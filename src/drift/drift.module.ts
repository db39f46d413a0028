import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/index.js';
import { ModelsModule } from '../models/index.js';
import { DriftGauges } from './drift-gauges.js';
import { DriftController } from './drift.controller.js';
import { DriftService } from './drift.service.js';

@Module({
  imports: [MetricsModule, ModelsModule],
  controllers: [DriftController],
  providers: [DriftService, DriftGauges],
  exports: [DriftService],
})
export class DriftModule {}
