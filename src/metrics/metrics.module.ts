import { Module } from '@nestjs/common';
import { FeedbackModule } from '../feedback/index.js';
import { ModelsModule } from '../models/index.js';
import { ModelGauges } from './model-gauges.js';
import { PerformanceGauges } from './performance-gauges.js';
import { PerformanceService } from './performance.service.js';

@Module({
  imports: [FeedbackModule, ModelsModule],
  providers: [ModelGauges, PerformanceGauges, PerformanceService],
  exports: [PerformanceService],
})
export class MetricsModule {}
