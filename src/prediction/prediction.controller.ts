import { Body, Controller, HttpCode, Inject, type OnModuleInit, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConflictResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CONFIG, type Config } from '../config/index.js';
import { Explainer } from '../models/index.js';
import { BodyLimit, RefusedBodies } from '../platform/index.js';
import { batchSchema, predictionSchema, transactionSchema } from './prediction-api.js';
import { isExplored } from './decision.js';
import { PredictionMetrics } from './prediction-metrics.js';
import { type ScoredTransaction, ScoringService } from './scoring.service.js';

/** 10,000 transactions of 30 features are about 8 MB of JSON. */
const BATCH_LIMIT_BYTES = 32 * 1024 * 1024;

const ROUTES = new Set(['/predict', '/predict/batch']);

@ApiTags('prediction')
@ApiBadRequestResponse({ description: 'a field is wrong: errors names it' })
@ApiConflictResponse({ description: 'the id was scored before with other features' })
@ApiServiceUnavailableResponse({ description: 'no model yet, or too busy: see Retry-After' })
@Controller('predict')
export class PredictionController implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly scoring: ScoringService,
    private readonly explainer: Explainer,
    private readonly metrics: PredictionMetrics,
    private readonly refused: RefusedBodies,
  ) {}

  onModuleInit(): void {
    this.refused.routes.subscribe((route) => {
      if (ROUTES.has(route)) this.metrics.countRefusedBody();
    });
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Score one transaction; the answer is on disk when it arrives' })
  @ApiBody({ schema: transactionSchema })
  @ApiOkResponse({ schema: predictionSchema })
  async predict(@Body() body: unknown): Promise<object> {
    const start = performance.now();
    return this.answer(await this.scoring.score(body), start);
  }

  @Post('batch')
  @HttpCode(200)
  @BodyLimit(BATCH_LIMIT_BYTES)
  @ApiOperation({ summary: 'Score 1 to 10,000 transactions; one bad row refuses all' })
  @ApiBody({ schema: batchSchema })
  @ApiOkResponse({
    schema: { type: 'object', properties: { predictions: { type: 'array', items: predictionSchema } } },
  })
  async predictBatch(@Body() body: unknown): Promise<object> {
    const start = performance.now();
    const scored = await this.scoring.scoreBatch(body);
    return { predictions: await Promise.all(scored.map((transaction) => this.answer(transaction, start))) };
  }

  private async answer({ prediction, explain }: ScoredTransaction, start: number): Promise<object> {
    const { classes } = this.config;
    const explanation = explain ? await this.explainer.explain(prediction) : undefined;
    return {
      transaction_id: prediction.transactionId,
      prediction: prediction.positive ? 1 : 0,
      label: prediction.positive ? classes.positive : classes.negative,
      probability: prediction.score,
      model_version: prediction.modelVersion,
      ...(isExplored(prediction) && { explored: true }),
      latency_ms: Math.round((performance.now() - start) * 1_000) / 1_000,
      ...(explanation && { explanation }),
    };
  }
}
