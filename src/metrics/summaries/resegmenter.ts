import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource, type EntityManager } from 'typeorm';
import { LabelStore } from '../../feedback/index.js';
import { PredictionStore } from '../../prediction/index.js';
import { OutcomeStore } from './outcome-store.js';
import { SummaryBuilder } from './summary-builder.js';
import { HOUR_MS, type HourKey } from './summary-store.js';

/** How long hours may be without segments that a replica with another config has labelled meanwhile. */
const RUN_EVERY_MS = HOUR_MS;

/**
 * Splits the outcomes of each hour by the segments that the config names now, once after they have changed: from the
 * labels themselves, the newest hours first.
 */
@Injectable()
export class Resegmenter implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Resegmenter.name);
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly labels: LabelStore,
    private readonly predictions: PredictionStore,
    private readonly builder: SummaryBuilder,
    private readonly outcomes: OutcomeStore,
  ) {}

  /** Returns when no hour is left. Cost: that of reading the labels of the hours, some 100,000 in a second. */
  run(): Promise<void> {
    this.running ??= this.runUntilDone().finally(() => (this.running = undefined));
    return this.running;
  }

  onApplicationBootstrap(): void {
    void this.runQuietly();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running?.catch(() => undefined);
  }

  @Interval(RUN_EVERY_MS)
  protected async runQuietly(): Promise<void> {
    await this.run().catch((error: unknown) => {
      this.logger.warn(`segments are incomplete until the next run: ${(error as Error).message}`);
    });
  }

  private async runUntilDone(): Promise<void> {
    let hours = 0;
    while (!this.stopped && (await this.dataSource.transaction((manager) => this.splitOne(manager)))) hours += 1;
    if (hours > 0) this.logger.log(`${hours} hours of labels are split by the segments of the config`);
  }

  private async splitOne(manager: EntityManager): Promise<boolean> {
    const { segmentation, hasSegments } = this.builder;
    const hour = await this.outcomes.lockForeign(manager, segmentation);
    if (!hour) return false;
    await this.outcomes.resplit(manager, hour, segmentation);
    if (hasSegments) await this.addSegments(manager, hour);
    return true;
  }

  /** While the transaction has locked the hour, nobody summarises labels of it. */
  private async addSegments(manager: EntityManager, { hour, modelVersion }: HourKey): Promise<void> {
    const { segmentation } = this.builder;
    for await (const changes of this.labels.summarised(manager, modelVersion, { from: hour, to: hour + HOUR_MS })) {
      const ids = [...new Set(changes.map(({ transactionId }) => transactionId))];
      const labelled = await this.predictions.find(ids, manager);
      await this.outcomes.addSegments(manager, await this.builder.segments(changes, labelled), segmentation);
    }
  }
}
