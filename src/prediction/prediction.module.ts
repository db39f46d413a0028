import { Module } from '@nestjs/common';
import { ModelsModule } from '../models/index.js';
import { PredictionController } from './prediction.controller.js';
import { PredictionLog } from './prediction-log.js';
import { PredictionMetrics } from './prediction-metrics.js';
import { PredictionRetention } from './prediction-retention.js';
import { PredictionStore } from './prediction-store.js';
import { ScoringService } from './scoring.service.js';

@Module({
  imports: [ModelsModule],
  controllers: [PredictionController],
  providers: [PredictionLog, PredictionMetrics, PredictionRetention, PredictionStore, ScoringService],
  exports: [PredictionLog, PredictionStore],
})
export class PredictionModule {}
