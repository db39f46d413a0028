import { Module } from '@nestjs/common';
import { ModelsModule } from '../models/index.js';
import { ScoringMinuteStore } from './minutes/scoring-minute-store.js';
import { ScoringMinutes } from './minutes/scoring-minutes.js';
import { PredictionController } from './prediction.controller.js';
import { PredictionLog } from './prediction-log.js';
import { PredictionMetrics } from './prediction-metrics.js';
import { PredictionRetention } from './prediction-retention.js';
import { PredictionStore } from './prediction-store.js';
import { ScoringService } from './scoring.service.js';
import { ShadowScoring } from './shadow/shadow-scoring.js';
import { ShadowStore } from './shadow/shadow-store.js';

@Module({
  imports: [ModelsModule],
  controllers: [PredictionController],
  providers: [
    PredictionLog,
    PredictionMetrics,
    PredictionRetention,
    PredictionStore,
    ScoringMinutes,
    ScoringMinuteStore,
    ScoringService,
    ShadowScoring,
    ShadowStore,
  ],
  exports: [PredictionLog, PredictionStore, ScoringMinuteStore, ShadowStore],
})
export class PredictionModule {}
