import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Subject } from 'rxjs';
import { CONFIG, type Config } from '../config/index.js';
import { Unavailable } from '../platform/index.js';
import type { Prediction } from './prediction.js';
import { PredictionStore } from './prediction-store.js';

/** What became of a prediction: written, or its id had been used before (by this stored prediction). */
export type AppendOutcome = { readonly kind: 'stored' } | { readonly kind: 'exists'; readonly stored: Prediction };

interface Waiting {
  readonly prediction: Prediction;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Rows of one INSERT. More save nothing, and make the first wait for the last. */
const MAX_GROUP = 1_000;
/** While one group is being written, the next is being sent. */
const MAX_WRITES = 2;
const RETRY_AFTER_SECONDS = 1;

/**
 * Group commit: requests that arrive while a write is under way share the next one. A promise resolves after its rows
 * are on disk. The queue is bounded; past the bound callers are told to come back.
 */
@Injectable()
export class PredictionLog implements OnApplicationShutdown {
  /** The predictions of each group that were new, after its commit. */
  readonly recorded = new Subject<readonly Prediction[]>();
  private readonly logger = new Logger(PredictionLog.name);
  private readonly capacity: number;
  private queue: Waiting[] = [];
  private writes = new Set<Promise<void>>();

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly store: PredictionStore,
  ) {
    this.capacity = config.prediction.queueRows;
  }

  /**
   * Writes predictions whose ids differ from each other.
   *
   * @returns one outcome a prediction, in order
   * @throws Unavailable when the queue is full or the store can't write
   */
  append(predictions: readonly Prediction[]): Promise<AppendOutcome[]> {
    if (this.queue.length + predictions.length > this.capacity) {
      throw new Unavailable('too many predictions are waiting to be stored', RETRY_AFTER_SECONDS);
    }
    const outcomes = predictions.map(
      (prediction) => new Promise<AppendOutcome>((resolve, reject) => this.queue.push({ prediction, resolve, reject })),
    );
    this.writeNext();
    return Promise.all(outcomes);
  }

  /** Rows that wait for a write to begin. */
  get depth(): number {
    return this.queue.length;
  }

  async onApplicationShutdown(): Promise<void> {
    while (this.writes.size > 0) await Promise.all(this.writes);
    this.recorded.complete();
  }

  private writeNext(): void {
    while (this.queue.length > 0 && this.writes.size < MAX_WRITES) {
      const write = this.write(this.takeGroup()).finally(() => {
        this.writes.delete(write);
        this.writeNext();
      });
      this.writes.add(write);
    }
  }

  /** The longest run from the head of the queue whose ids differ and whose rows have one width. */
  private takeGroup(): Waiting[] {
    const ids = new Set<string>();
    const width = this.queue[0]?.prediction.row.values.length;
    let length = 0;
    for (const { prediction } of this.queue) {
      if (length === MAX_GROUP || ids.has(prediction.transactionId) || prediction.row.values.length !== width) break;
      ids.add(prediction.transactionId);
      length += 1;
    }
    return this.queue.splice(0, length);
  }

  private async write(group: readonly Waiting[]): Promise<void> {
    try {
      const written = await this.store.insert(group.map((waiting) => waiting.prediction));
      const repeats = group.filter(({ prediction }) => !written.has(prediction.transactionId));
      const stored =
        repeats.length > 0
          ? await this.store.find(repeats.map(({ prediction }) => prediction.transactionId))
          : undefined;
      for (const { prediction, resolve, reject } of group) {
        const existing = stored?.get(prediction.transactionId);
        if (existing) resolve({ kind: 'exists', stored: existing });
        else if (written.has(prediction.transactionId)) resolve({ kind: 'stored' });
        else reject(new Unavailable('the earlier prediction of this id is being forgotten', RETRY_AFTER_SECONDS));
      }
      const recorded = group.map(({ prediction }) => prediction).filter((one) => written.has(one.transactionId));
      if (recorded.length > 0) this.recorded.next(recorded);
    } catch (error) {
      this.logger.error(`${group.length} predictions could not be stored: ${(error as Error).message}`);
      const unavailable = new Unavailable('the prediction could not be stored', RETRY_AFTER_SECONDS);
      for (const { reject } of group) reject(unavailable);
    }
  }
}
