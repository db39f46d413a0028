import { Module } from '@nestjs/common';
import { ModelsModule } from '../models/index.js';
import { PredictionModule } from '../prediction/index.js';
import { FeedbackController } from './feedback.controller.js';
import { FeedbackRetention } from './feedback-retention.js';
import { FeedbackService } from './feedback.service.js';
import { LabelStore } from './label-store.js';
import { PendingLabels } from './pending-labels.js';
import { LabelledPredictionController } from './labelled-prediction.controller.js';

@Module({
  imports: [ModelsModule, PredictionModule],
  controllers: [FeedbackController, LabelledPredictionController],
  providers: [FeedbackRetention, FeedbackService, LabelStore, PendingLabels],
  exports: [FeedbackService, LabelStore],
})
export class FeedbackModule {}
