import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ActiveModel, decodeRow, type LoadedModel, sameRow, SchemaStore } from '../models/index.js';
import { Clock, Conflict } from '../platform/index.js';
import { decide } from './decision.js';
import type { Prediction } from './prediction.js';
import { type AppendOutcome, PredictionLog } from './prediction-log.js';
import { PredictionMetrics } from './prediction-metrics.js';
import { readBatch, readTransaction, type TransactionInput } from './transaction-input.js';

/** Rows of a batch that are scored before other requests get their turn. */
const ROWS_PER_TURN = 500;
/** In the currency's unit. */
const LARGEST_AMOUNT = 1e9;

/** A stored prediction, and whether its caller wants to know why. */
export interface ScoredTransaction {
  readonly prediction: Prediction;
  readonly explain: boolean;
}

/** Validates, scores, stores, and only then answers. */
@Injectable()
export class ScoringService {
  constructor(
    private readonly models: ActiveModel,
    private readonly schemas: SchemaStore,
    private readonly log: PredictionLog,
    private readonly metrics: PredictionMetrics,
    private readonly clock: Clock,
  ) {}

  /**
   * Scores the body of POST /predict. A repeat of a stored transaction answers with what was stored.
   *
   * @throws InvalidInput, Conflict (the id is stored with other features), Unavailable
   */
  score(body: unknown): Promise<ScoredTransaction> {
    return this.metrics.observe(async () => {
      const model = this.models.current();
      const input = readTransaction(body, model.encode);
      const prediction = this.predict(input, model);
      const [outcome] = await this.log.append([prediction]);
      return { prediction: await this.settle(prediction, outcome, 'transaction_id'), explain: input.explain };
    });
  }

  /** Scores the body of POST /predict/batch, in order; all or none is refused for its input. */
  scoreBatch(body: unknown): Promise<ScoredTransaction[]> {
    return this.metrics.observeBatch(async () => {
      const model = this.models.current();
      const inputs = readBatch(body, model.encode);
      const predictions: Prediction[] = [];
      for (let start = 0; start < inputs.length; start += ROWS_PER_TURN) {
        for (const input of inputs.slice(start, start + ROWS_PER_TURN)) predictions.push(this.predict(input, model));
        await yieldToEventLoop();
      }
      const outcomes = await this.log.append(predictions);
      return Promise.all(
        predictions.map(async (prediction, row) => ({
          prediction: await this.settle(prediction, outcomes[row], `transactions[${row}].transaction_id`),
          explain: inputs[row]?.explain ?? false,
        })),
      );
    });
  }

  private predict({ transactionId, timestamp, encoding }: TransactionInput, model: LoadedModel): Prediction {
    const now = this.clock.now();
    const score = model.forest.predictProbability(encoding.row.values);
    this.metrics.countOutOfRange(encoding.outOfRange, model.schema);
    return {
      transactionId: transactionId ?? uuidv7({ msecs: now }),
      scoredAt: now,
      transactionTime: timestamp ?? now,
      modelVersion: model.version,
      schemaVersion: model.schema.version,
      score,
      ...decide(score, model),
      amount: amountOf(encoding.row.values, model),
      row: encoding.row,
    };
  }

  private async settle(prediction: Prediction, outcome: AppendOutcome | undefined, field: string): Promise<Prediction> {
    if (outcome?.kind !== 'exists') {
      this.metrics.countPrediction(prediction);
      return prediction;
    }
    if (await this.sameFeatures(prediction, outcome.stored)) return outcome.stored;
    const detail = 'was scored before with other features; a repeat must send the same ones';
    throw new Conflict(`transaction ${prediction.transactionId} ${detail}`, [{ field, detail }]);
  }

  private async sameFeatures(given: Prediction, stored: Prediction): Promise<boolean> {
    if (given.schemaVersion === stored.schemaVersion) return sameRow(given.row, stored.row);
    const [mine, theirs] = await Promise.all([this.features(given), this.features(stored)]);
    return JSON.stringify(Object.entries(mine).sort()) === JSON.stringify(Object.entries(theirs).sort());
  }

  private async features({ schemaVersion, row }: Prediction): Promise<Record<string, unknown>> {
    return decodeRow((await this.schemas.get(schemaVersion)).features, row);
  }
}

/** The money at stake; null for a value that is missing, or no sum of money: sums of such would be exact no more. */
function amountOf(values: Float64Array, { amountIndex }: LoadedModel): number | null {
  const amount = values[amountIndex] ?? NaN;
  return Math.abs(amount) <= LARGEST_AMOUNT ? amount : null;
}
