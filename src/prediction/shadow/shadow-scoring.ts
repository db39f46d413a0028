import { setImmediate as yieldToEventLoop, setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { type LoadedModel, ShadowModel } from '../../models/index.js';
import { isExplored } from '../decision.js';
import type { Prediction } from '../prediction.js';
import { PredictionLog } from '../prediction-log.js';
import { type ShadowScore, ShadowStore } from './shadow-store.js';

const CAPACITY_ROWS = 20_000;
/** Rows that are scored before requests get their turn. */
const ROWS_PER_TURN = 20;
/** Rows of one INSERT. */
const MAX_GROUP = 1_000;
/** Rows gather for so long before they are scored: fewer, greater INSERTs cost the requests less. */
const GATHER_MS = 250;

/**
 * Scores what was answered with the shadow as well, off the path of the requests. What is more than the queue holds, or
 * can't be written, is dropped and counted: no request waits or fails for it.
 *
 * A row is encoded for the feature list of the version that answered. A shadow of another list can't read it: its rows are
 * left out, which the log says once.
 */
@Injectable()
export class ShadowScoring implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ShadowScoring.name);
  private readonly outcomes: Counter<'outcome'>;
  private readonly stopping = new AbortController();
  private queue: Prediction[] = [];
  private work: Promise<void> | undefined;
  /** The shadow of another feature list that the log has named. */
  private named: string | undefined;

  constructor(
    private readonly shadow: ShadowModel,
    private readonly log: PredictionLog,
    private readonly store: ShadowStore,
    registry: Registry,
  ) {
    this.outcomes = new Counter({
      name: 'ml_shadow_predictions_total',
      help: 'Answered predictions that the shadow was to score as well, by outcome: written, or dropped for want of room or store.',
      labelNames: ['outcome'],
      registers: [registry],
    });
    for (const outcome of ['written', 'dropped']) this.outcomes.inc({ outcome }, 0);
    new Gauge({
      name: 'ml_shadow_queue_rows',
      help: 'Answered predictions that wait in this process for the shadow to score them.',
      registers: [registry],
      collect: (): void => {
        (registry.getSingleMetric('ml_shadow_queue_rows') as Gauge).set(this.queue.length);
      },
    });
  }

  onApplicationBootstrap(): void {
    this.log.recorded.subscribe((predictions) => {
      this.offer(predictions);
    });
  }

  /** Returns when nothing waits any more. */
  async drain(): Promise<void> {
    while (this.work) await this.work;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.drain();
  }

  private offer(predictions: readonly Prediction[]): void {
    const shadow = this.shadow.peek();
    if (!shadow) return;
    const readable = predictions.filter((prediction) => this.canScore(shadow, prediction));
    const taken = readable.slice(0, CAPACITY_ROWS - this.queue.length);
    for (const prediction of taken) this.queue.push(prediction);
    this.outcomes.inc({ outcome: 'dropped' }, readable.length - taken.length);
    if (this.queue.length > 0) this.work ??= this.workOff().finally(() => (this.work = undefined));
  }

  private canScore({ version, schema }: LoadedModel, { modelVersion, schemaVersion }: Prediction): boolean {
    if (version === modelVersion) return false;
    if (schema.version === schemaVersion) return true;
    if (this.named !== version) {
      this.named = version;
      this.logger.warn(`${version} can't shadow ${modelVersion}: they were trained for different feature lists`);
    }
    return false;
  }

  private async workOff(): Promise<void> {
    while (this.queue.length > 0) {
      if (this.queue.length < MAX_GROUP) {
        await delay(GATHER_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
      const group = this.queue.splice(0, MAX_GROUP);
      const shadow = this.shadow.peek();
      if (!shadow) continue;
      const scores: ShadowScore[] = [];
      for (let start = 0; start < group.length; start += ROWS_PER_TURN) {
        const turn = group.slice(start, start + ROWS_PER_TURN);
        for (const prediction of turn)
          if (this.canScore(shadow, prediction)) scores.push(scoreWith(shadow, prediction));
        await yieldToEventLoop();
      }
      await this.write(scores);
    }
  }

  private async write(scores: readonly ShadowScore[]): Promise<void> {
    if (scores.length === 0) return;
    try {
      await this.store.insert(scores);
      this.outcomes.inc({ outcome: 'written' }, scores.length);
    } catch (error) {
      this.outcomes.inc({ outcome: 'dropped' }, scores.length);
      this.logger.warn(`${scores.length} scores of the shadow could not be stored: ${(error as Error).message}`);
    }
  }
}

function scoreWith(shadow: LoadedModel, prediction: Prediction): ShadowScore {
  const score = shadow.forest.predictProbability(prediction.row.values);
  return {
    transactionId: prediction.transactionId,
    scoredAt: prediction.scoredAt,
    modelVersion: shadow.version,
    score,
    positive: score >= shadow.decisionThreshold,
    answeredBy: prediction.modelVersion,
    answeredScore: prediction.score,
    // What was let through to learn its label was called positive all the same.
    answeredPositive: prediction.positive || isExplored(prediction),
  };
}
