import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CONFIG, type Config } from '../config/index.js';
import { decodeRow, SchemaStore } from '../models/index.js';
import { FeedbackService } from './feedback.service.js';
import type { LabelState } from './label.js';

/** A prediction together with its label: it lives here, because predictions know nothing of labels. */
@ApiTags('prediction')
@Controller('predictions')
export class LabelledPredictionController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly feedback: FeedbackService,
    private readonly schemas: SchemaStore,
  ) {}

  @Get(':transaction_id')
  @ApiOperation({ summary: 'A stored prediction, its features and its label' })
  @ApiOkResponse({ description: 'the prediction; label is null while nobody has said' })
  @ApiNotFoundResponse({ description: 'nothing is stored under this id' })
  async get(@Param('transaction_id') transactionId: string): Promise<object> {
    const { prediction, label } = await this.feedback.predictionOf(transactionId);
    const schema = await this.schemas.get(prediction.schemaVersion);
    const { positive, negative } = this.config.classes;
    return {
      transaction_id: prediction.transactionId,
      prediction: prediction.positive ? 1 : 0,
      label: prediction.positive ? positive : negative,
      probability: prediction.score,
      model_version: prediction.modelVersion,
      schema_version: prediction.schemaVersion,
      scored_at: new Date(prediction.scoredAt).toISOString(),
      timestamp: new Date(prediction.transactionTime).toISOString(),
      features: decodeRow(schema.features, prediction.row),
      feedback: label ? describe(label) : null,
    };
  }
}

function describe(label: LabelState): object {
  return {
    ...describeOne(label),
    corrections: label.corrections.map(describeOne),
  };
}

function describeOne({
  actual,
  labelledAt,
  recordedAt,
}: Pick<LabelState, 'actual' | 'labelledAt' | 'recordedAt'>): object {
  return { actual_fraud: actual, labelled_at: labelledAt.toISOString(), recorded_at: recordedAt.toISOString() };
}
