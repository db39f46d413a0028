import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LabelChange } from '../../feedback/index.js';
import type { Prediction } from '../../prediction/index.js';
import { OutcomeStore } from './outcome-store.js';
import { SummaryBuilder } from './summary-builder.js';
import { SummaryStore } from './summary-store.js';

/** Adds logged rows to the stored summaries, in the transaction of `manager`. */
@Injectable()
export class SummaryWriter {
  constructor(
    private readonly builder: SummaryBuilder,
    private readonly summaries: SummaryStore,
    private readonly outcomes: OutcomeStore,
  ) {}

  /** Whether addChanges wants to know the predictions that the labels are of. */
  get needsPredictions(): boolean {
    return this.builder.hasSegments;
  }

  async addPredictions(manager: EntityManager, predictions: readonly Prediction[]): Promise<void> {
    if (predictions.length === 0) return;
    await this.summaries.addPredictions(manager, await this.builder.predictionHours(predictions));
    await this.summaries.addMinutes(manager, this.builder.minutes(predictions));
  }

  /** @param labelled the predictions of the changes, by id */
  async addChanges(
    manager: EntityManager,
    changes: readonly LabelChange[],
    labelled: ReadonlyMap<string, Prediction>,
  ): Promise<void> {
    if (changes.length === 0) return;
    const segments = await this.builder.segments(changes, labelled);
    await this.outcomes.add(manager, this.builder.outcomes(changes), segments, this.builder.segmentation);
  }
}
