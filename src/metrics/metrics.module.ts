import { Module } from '@nestjs/common';
import { FeedbackModule } from '../feedback/index.js';
import { ModelsModule } from '../models/index.js';
import { PredictionModule } from '../prediction/index.js';
import { EstimateKeeper } from './estimates/estimate-keeper.js';
import { EstimateStore } from './estimates/estimate-store.js';
import { EstimationService } from './estimates/estimation.service.js';
import { EstimateGauges } from './gauges/estimate-gauges.js';
import { FeatureDistribution } from './gauges/feature-distribution.js';
import { FeatureGauges } from './gauges/feature-gauges.js';
import { LabelCounters } from './gauges/label-counters.js';
import { ModelGauges } from './gauges/model-gauges.js';
import { PerformanceGauges } from './gauges/performance-gauges.js';
import { SummaryGauges } from './gauges/summary-gauges.js';
import { TrafficGauges } from './gauges/traffic-gauges.js';
import { PerformanceController } from './performance.controller.js';
import { PerformanceService } from './performance.service.js';
import { ShadowComparisons } from './shadow/shadow-comparison.js';
import { ShadowController } from './shadow/shadow.controller.js';
import { OutcomeStore } from './summaries/outcome-store.js';
import { Resegmenter } from './summaries/resegmenter.js';
import { Summariser } from './summaries/summariser.js';
import { SummaryWriter } from './summaries/summary-writer.js';
import { SummaryBuilder } from './summaries/summary-builder.js';
import { SummaryRetention } from './summaries/summary-retention.js';
import { SummaryStore } from './summaries/summary-store.js';
import { SummaryWindows } from './summaries/summary-windows.js';
import { VersionContexts } from './summaries/version-context.js';

const ESTIMATES = [EstimateKeeper, EstimateStore, EstimationService];
const GAUGES = [
  EstimateGauges,
  FeatureDistribution,
  FeatureGauges,
  LabelCounters,
  ModelGauges,
  PerformanceGauges,
  SummaryGauges,
  TrafficGauges,
];
const SUMMARIES = [
  OutcomeStore,
  Resegmenter,
  Summariser,
  SummaryWriter,
  SummaryBuilder,
  SummaryRetention,
  SummaryStore,
  SummaryWindows,
  VersionContexts,
];

@Module({
  imports: [FeedbackModule, ModelsModule, PredictionModule],
  controllers: [PerformanceController, ShadowController],
  providers: [PerformanceService, ShadowComparisons, ...ESTIMATES, ...GAUGES, ...SUMMARIES],
  exports: [ShadowComparisons, SummaryWindows, VersionContexts],
})
export class MetricsModule {}
