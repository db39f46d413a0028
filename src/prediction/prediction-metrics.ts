import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { CONFIG, type Config } from '../config/index.js';
import { ActiveModel, type FeatureSchema } from '../models/index.js';
import { Conflict, InvalidInput, isDatabaseAway, Unavailable } from '../platform/index.js';
import type { Prediction } from './prediction.js';
import { ScoringMinutes } from './minutes/scoring-minutes.js';
import { PredictionLog } from './prediction-log.js';

/** Why a prediction request failed. The first two are the caller's doing. */
const ERROR_TYPES = ['invalid_input', 'conflict', 'unavailable', 'internal'] as const;

/** Counters of what this process scored and refused. */
@Injectable()
export class PredictionMetrics {
  private readonly predictions: Counter<'model_version' | 'prediction'>;
  private readonly errors: Counter<'error_type'>;
  private readonly latency: Histogram;
  private readonly scores: Histogram;
  private readonly outOfRange: Counter<'feature_name'>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    registry: Registry,
    log: PredictionLog,
    private readonly minutes: ScoringMinutes,
    models: ActiveModel,
  ) {
    const registers = [registry];
    this.predictions = new Counter({
      name: 'ml_predictions_total',
      help: 'Predictions scored and stored, by model version and predicted class. A repeat of a stored one is not counted.',
      labelNames: ['model_version', 'prediction'],
      registers,
      // From 0 on, so that rates see the first prediction of a version.
      collect() {
        const active = models.peek();
        const { positive, negative } = config.classes;
        if (active)
          for (const prediction of [positive, negative]) this.inc({ model_version: active.version, prediction }, 0);
      },
    });
    this.errors = new Counter({
      name: 'ml_prediction_errors_total',
      help: `Prediction requests that failed, by type: ${ERROR_TYPES.join(', ')}. invalid_input and conflict are the caller's doing.`,
      labelNames: ['error_type'],
      registers,
    });
    for (const type of ERROR_TYPES) this.errors.inc({ error_type: type }, 0);
    this.latency = new Histogram({
      name: 'ml_prediction_latency_seconds',
      help: 'Time of one POST /predict from its parsed body to its stored prediction, in seconds. Batches are not in it.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
    this.scores = new Histogram({
      name: 'ml_prediction_distribution',
      help: 'Scores (probability of the positive class) of the predictions that this process stored.',
      buckets: [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
      registers,
    });
    this.outOfRange = new Counter({
      name: 'ml_feature_out_of_range_total',
      help: 'Values accepted for scoring although they lie outside the range that the config declares, by feature.',
      labelNames: ['feature_name'],
      registers,
    });
    for (const { name } of config.features) this.outOfRange.inc({ feature_name: name }, 0);
    new Gauge({
      name: 'homeostat_prediction_queue_rows',
      help: 'Predictions that wait in this process for their write to begin.',
      registers,
      collect() {
        this.set(log.depth);
      },
    });
  }

  /** Times one request, and counts it by type when it fails. */
  async observe<T>(score: () => Promise<T>): Promise<T> {
    const stop = this.latency.startTimer();
    const result = await this.observeBatch(score);
    this.minutes.countLatency(stop());
    return result;
  }

  /** Counts a request by type when it fails. */
  async observeBatch<T>(score: () => Promise<T>): Promise<T> {
    try {
      const result = await score();
      this.minutes.countRequest(false);
      return result;
    } catch (error) {
      const type = errorType(error);
      this.errors.inc({ error_type: type });
      if (type === 'internal') this.minutes.countRequest(true);
      throw error;
    }
  }

  /** Counts a request whose body could not be read. */
  countRefusedBody(): void {
    this.errors.inc({ error_type: 'invalid_input' });
  }

  countPrediction({ modelVersion, positive, score }: Prediction): void {
    this.scores.observe(score);
    const { classes } = this.config;
    this.predictions.inc({ model_version: modelVersion, prediction: positive ? classes.positive : classes.negative });
  }

  countOutOfRange(indices: readonly number[], { features }: FeatureSchema): void {
    for (const index of indices) this.outOfRange.inc({ feature_name: features[index]?.name ?? '' });
  }
}

function errorType(error: unknown): (typeof ERROR_TYPES)[number] {
  if (error instanceof InvalidInput) return 'invalid_input';
  if (error instanceof Conflict) return 'conflict';
  return error instanceof Unavailable || isDatabaseAway(error) ? 'unavailable' : 'internal';
}
