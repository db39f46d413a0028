import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import {
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPropertyOptional,
  ApiTags,
  ApiServiceUnavailableResponse,
} from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { CONFIG, type Config } from '../config/index.js';
import { decodeRow, Explainer, SchemaStore } from '../models/index.js';
import { InvalidInput, textProblem } from '../platform/index.js';
import { isExplored } from '../prediction/index.js';
import { MAX_ID_LENGTH } from './feedback.dto.js';
import { FeedbackService } from './feedback.service.js';
import type { LabelState } from './label.js';

export class PredictionQuery {
  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'also say which features moved the score' })
  @IsOptional()
  @IsIn(['true', 'false'])
  explain?: string;
}

/** A prediction together with its label: it lives here, because predictions know nothing of labels. */
@ApiTags('prediction')
@ApiServiceUnavailableResponse({ description: 'the database is away: see Retry-After' })
@Controller('predictions')
export class LabelledPredictionController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly feedback: FeedbackService,
    private readonly schemas: SchemaStore,
    private readonly explainer: Explainer,
  ) {}

  @Get(':transaction_id')
  @ApiOperation({ summary: 'A stored prediction, its features and its label' })
  @ApiOkResponse({ description: 'the prediction; label is null while nobody has said' })
  @ApiNotFoundResponse({ description: 'nothing is stored under this id' })
  async get(@Param('transaction_id') transactionId: string, @Query() query: PredictionQuery): Promise<object> {
    const problem = textProblem(transactionId, MAX_ID_LENGTH);
    if (problem !== undefined) throw new InvalidInput([{ field: 'transaction_id', detail: problem }]);
    const { prediction, label } = await this.feedback.predictionOf(transactionId);
    const schema = await this.schemas.get(prediction.schemaVersion);
    const { positive, negative } = this.config.classes;
    return {
      transaction_id: prediction.transactionId,
      prediction: prediction.positive ? 1 : 0,
      label: prediction.positive ? positive : negative,
      probability: prediction.score,
      model_version: prediction.modelVersion,
      ...(isExplored(prediction) && { explored: true }),
      schema_version: prediction.schemaVersion,
      scored_at: new Date(prediction.scoredAt).toISOString(),
      timestamp: new Date(prediction.transactionTime).toISOString(),
      features: decodeRow(schema.features, prediction.row),
      feedback: label ? describe(label) : null,
      ...(query.explain === 'true' && {
        explanation: await this.explainer.explain(prediction),
      }),
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
