import { Module } from '@nestjs/common';
import { FeedbackModule } from '../feedback/index.js';
import { ModelsModule } from '../models/index.js';
import { PredictionModule } from '../prediction/index.js';
import { FeatureDistribution } from './gauges/feature-distribution.js';
import { FeatureGauges } from './gauges/feature-gauges.js';
import { LabelCounters } from './gauges/label-counters.js';
import { ModelGauges } from './gauges/model-gauges.js';
import { PerformanceGauges } from './gauges/performance-gauges.js';
import { TrafficGauges } from './gauges/traffic-gauges.js';
import { PerformanceController } from './performance.controller.js';
import { PerformanceService } from './performance.service.js';
import { Summariser } from './summaries/summariser.js';
import { SummaryBuilder } from './summaries/summary-builder.js';
import { SummaryRetention } from './summaries/summary-retention.js';
import { SummaryStore } from './summaries/summary-store.js';
import { VersionContexts } from './summaries/version-context.js';

const GAUGES = [FeatureDistribution, FeatureGauges, LabelCounters, ModelGauges, PerformanceGauges, TrafficGauges];
const SUMMARIES = [Summariser, SummaryBuilder, SummaryRetention, SummaryStore, VersionContexts];

@Module({
  imports: [FeedbackModule, ModelsModule, PredictionModule],
  controllers: [PerformanceController],
  providers: [PerformanceService, ...GAUGES, ...SUMMARIES],
})
export class MetricsModule {}
