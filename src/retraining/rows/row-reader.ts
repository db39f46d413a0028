import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../config/index.js';
import { type FeatureSchema, SchemaStore } from '../../models/index.js';
import { Clock } from '../../platform/index.js';
import { Analyst } from '../analysis/analyst.js';
import type { Reading } from './read-rows.js';
import { MAX_ROWS as MAX_ORDERED } from './time-order.js';
import { type RowBounds, TrainingRows } from './training-rows.js';

/** Rows of one fit: of more the oldest are left out. 30 features of them are 250 MB. */
export const MAX_ROWS = Math.min(1_000_000, MAX_ORDERED);

/**
 * The one way in which rows to train on are read: labelled predictions and imported history of the configured feature
 * list, by the transactions' own times. A thread reads them, since taking so many apart would hold up requests.
 */
@Injectable()
export class RowReader {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly schemas: SchemaStore,
    private readonly analyst: Analyst,
    private readonly clock: Clock,
  ) {}

  /** The configured window, up to now. */
  bounds(): RowBounds {
    const to = this.clock.now() + 1;
    return { from: to - this.config.retraining.window, to };
  }

  /** The schema of the configured feature list, which new models are fitted for. */
  schema(): Promise<FeatureSchema> {
    return this.schemas.versionOf(this.config.features);
  }

  /**
   * @param ofEachClass at most so many positives, or negatives, are held out
   * @throws the signal's reason
   */
  async read(bounds: RowBounds, ofEachClass: number, signal: AbortSignal): Promise<TrainingRows> {
    const schema = await this.schema();
    const { set, times, sources } = await this.readInThread(schema, bounds, signal);
    const { heldOutShare: share } = this.config.retraining;
    return new TrainingRows(schema, set, times, sources, bounds, { share, ofEachClass });
  }

  /** The thread stops by itself after the page under way, so that its connection is closed when this settles. */
  private async readInThread(schema: FeatureSchema, bounds: RowBounds, signal: AbortSignal): Promise<Reading> {
    signal.throwIfAborted();
    const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const abort = (): void => {
      Atomics.store(stop, 0, 1);
    };
    signal.addEventListener('abort', abort);
    try {
      return await this.analyst.run({
        kind: 'read',
        databaseUrl: (this.dataSource.options as { url: string }).url,
        features: schema.features,
        schemaVersion: schema.version,
        bounds,
        maxRows: MAX_ROWS,
        stop,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
