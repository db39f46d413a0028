import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Subject } from 'rxjs';
import { NotFound } from '../platform/index.js';
import { type Prediction, PredictionLog, PredictionStore } from '../prediction/index.js';
import type { Label, LabelChange, LabelOutcome, LabelState } from './label.js';
import { LabelStore } from './label-store.js';
import { PendingLabels } from './pending-labels.js';

const SWEEP_MS = 3_600_000;
const SWEEP_PAGE = 5_000;

/**
 * Takes labels: new ones, repeats, corrections, and those that come before their prediction.
 *
 * A label and its prediction may arrive at the same time, in two processes. Each side looks for the other after its own
 * commit, so whichever commits last sees the other; a process killed in between is made up for by a sweep.
 */
@Injectable()
export class FeedbackService implements OnApplicationBootstrap {
  /** Every change of the truth that this process recorded, after its commit. */
  readonly changed = new Subject<readonly LabelChange[]>();
  private readonly logger = new Logger(FeedbackService.name);

  constructor(
    private readonly labels: LabelStore,
    private readonly pending: PendingLabels,
    private readonly predictions: PredictionStore,
    private readonly log: PredictionLog,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.log.recorded.subscribe(
      (predictions) => void this.settleQuietly(predictions.map(({ transactionId }) => transactionId)),
    );
    await this.sweep();
  }

  /** Takes labels whose ids differ from each other. Returns what became of each, in order. */
  async report(labels: readonly Label[]): Promise<LabelOutcome[]> {
    const outcomes = await this.recordKnown(labels);
    const early = labels.filter(({ transactionId }) => !outcomes.has(transactionId));
    if (early.length > 0) {
      await this.pending.keep(early);
      const settled = await this.settle(early.map(({ transactionId }) => transactionId));
      for (const { transactionId } of early) {
        outcomes.set(transactionId, settled.has(transactionId) ? 'recorded' : 'pending');
      }
    }
    return labels.map(({ transactionId }) => outcomes.get(transactionId) ?? 'pending');
  }

  /** @throws NotFound when nothing is stored under this id */
  async predictionOf(transactionId: string): Promise<{ prediction: Prediction; label: LabelState | undefined }> {
    const prediction = (await this.predictions.find([transactionId])).get(transactionId);
    if (!prediction) throw new NotFound(`no prediction is stored for transaction ${transactionId.slice(0, 200)}`);
    return { prediction, label: await this.labels.find(prediction) };
  }

  /** What became of the labels whose prediction is stored, by id. */
  private async recordKnown(labels: readonly Label[]): Promise<Map<string, LabelOutcome>> {
    const predictions = await this.predictions.find(labels.map(({ transactionId }) => transactionId));
    if (predictions.size === 0) return new Map();
    const known = labels.filter(({ transactionId }) => predictions.has(transactionId));
    const changes = await this.record(known, predictions);
    const outcomes = new Map<string, LabelOutcome>(known.map(({ transactionId }) => [transactionId, 'unchanged']));
    for (const { transactionId, previous } of changes)
      outcomes.set(transactionId, previous === null ? 'recorded' : 'corrected');
    return outcomes;
  }

  private async record(labels: readonly Label[], predictions: ReadonlyMap<string, Prediction>): Promise<LabelChange[]> {
    const changes = await this.labels.record(labels, predictions);
    if (changes.length > 0) this.changed.next(changes);
    return changes;
  }

  /** Joins pending labels with their predictions, as far as these are stored. Returns the ids that were joined. */
  private async settle(transactionIds: readonly string[]): Promise<Set<string>> {
    const pending = await this.pending.among(transactionIds);
    if (pending.length === 0) return new Set();
    const predictions = await this.predictions.find(pending);
    if (predictions.size > 0) await this.record([], predictions);
    return new Set(predictions.keys());
  }

  private async settleQuietly(transactionIds: readonly string[]): Promise<void> {
    await this.settle(transactionIds).catch((error: unknown) => {
      this.logger.warn(`pending labels will be joined later: ${(error as Error).message}`);
    });
  }

  @Interval(SWEEP_MS)
  protected async sweep(): Promise<void> {
    for (let after = ''; ;) {
      const page = await this.pending.page(after, SWEEP_PAGE);
      if (page.length > 0) await this.settleQuietly(page);
      if (page.length < SWEEP_PAGE) return;
      after = page.at(-1) ?? '';
    }
  }
}
