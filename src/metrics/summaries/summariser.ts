import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Subject } from 'rxjs';
import { DataSource, type EntityManager } from 'typeorm';
import { type LabelChange, LabelStore } from '../../feedback/index.js';
import { type Prediction, PredictionStore } from '../../prediction/index.js';
import { SummaryWriter } from './summary-writer.js';

/** How far the summaries may lag behind the log. */
const PASS_EVERY_MS = 500;
/** Groups of one pass: at most 20,000 predictions, 50,000 labels. */
const PREDICTION_GROUPS = 20;
const LABEL_GROUPS = 5;

/**
 * Adds what was logged to the hourly summaries, soon after it was logged.
 *
 * Whoever logs also notes, in the same transaction, that no summary holds it yet; a pass takes notes and adds to
 * summaries in one transaction. So each row is added exactly once, whichever process is killed and however many
 * replicas there are.
 */
@Injectable()
export class Summariser implements OnApplicationShutdown {
  /** The predictions of each pass of this process, after its commit. */
  readonly summarised = new Subject<readonly Prediction[]>();
  private readonly logger = new Logger(Summariser.name);
  private passes: Promise<void> | undefined;
  private stopped = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly predictions: PredictionStore,
    private readonly labels: LabelStore,
    private readonly writer: SummaryWriter,
  ) {}

  /** Passes until nothing is left to take. Calls at once share one run. */
  catchUp(): Promise<void> {
    this.passes ??= this.passUntilDone().finally(() => (this.passes = undefined));
    return this.passes;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.passes?.catch(() => undefined);
  }

  @Interval(PASS_EVERY_MS)
  protected async catchUpQuietly(): Promise<void> {
    if (this.stopped || this.passes) return;
    await this.catchUp().catch((error: unknown) => {
      this.logger.warn(`summaries lag behind until the next pass: ${(error as Error).message}`);
    });
  }

  private async passUntilDone(): Promise<void> {
    while (!this.stopped) {
      const predictions = await this.dataSource.transaction((manager) => this.pass(manager));
      if (predictions === undefined) return;
      if (predictions.length > 0) this.summarised.next(predictions);
    }
  }

  /** @returns the predictions that were added; undefined when there was nothing to add */
  private async pass(manager: EntityManager): Promise<Prediction[] | undefined> {
    const predictions = await this.predictions.takeUnsummarised(manager, PREDICTION_GROUPS);
    const changes = await this.labels.takeUnsummarised(manager, LABEL_GROUPS);
    if (predictions.length === 0 && changes.length === 0) return undefined;
    await this.writer.addPredictions(manager, predictions);
    await this.writer.addChanges(manager, changes, await this.labelled(manager, changes));
    return predictions;
  }

  /** The predictions of the changes, where segments need their features. */
  private labelled(manager: EntityManager, changes: readonly LabelChange[]): Promise<ReadonlyMap<string, Prediction>> {
    if (changes.length === 0 || !this.writer.needsPredictions) return Promise.resolve(new Map());
    return this.predictions.find(
      changes.map(({ transactionId }) => transactionId),
      manager,
    );
  }
}
