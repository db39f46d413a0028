import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import { CONFIG, type Config } from '../../config/index.js';
import { FeedbackService, type LabelChange } from '../../feedback/index.js';
import { ActiveModel } from '../../models/index.js';
import { OUTCOMES, outcomeOf } from '../summaries/outcome-summary.js';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
const CENTS = 100;

/**
 * Counters of the labels that this process recorded.
 *
 * Money protected is counted when a label says that a called positive was one. A correction that takes this back can't
 * lower a counter, so it is counted by one of its own; what stands is the difference of the two sums over all replicas,
 * since a correction may come to another one than the label did.
 */
@Injectable()
export class LabelCounters implements OnModuleInit {
  private readonly labels: Counter<'model_version' | 'outcome'>;
  private readonly delay: Histogram;
  private readonly protectedMoney: Counter;
  private readonly reversedMoney: Counter;

  constructor(
    @Inject(CONFIG) { amount }: Config,
    private readonly feedback: FeedbackService,
    models: ActiveModel,
    registry: Registry,
  ) {
    const registers = [registry];
    const currency = amount?.currency ?? 'no currency: the config names no amount feature';
    this.labels = new Counter({
      name: 'ml_labels_total',
      help: 'Labels recorded by this process, by model version and outcome (tp, fp, tn, fn). A correction counts once more, as what it says.',
      labelNames: ['model_version', 'outcome'],
      registers,
      // From 0 on, so that rates see the first label of a version.
      collect() {
        const active = models.peek();
        if (active) for (const outcome of OUTCOMES) this.inc({ model_version: active.version, outcome }, 0);
      },
    });
    this.delay = new Histogram({
      name: 'ml_label_delay_seconds',
      help: 'Time from scoring to the moment at which the truth became known, in seconds, of first labels recorded by this process. GET /performance has the median and the 90th percentile of all.',
      buckets: [
        60,
        HOUR_SECONDS,
        6 * HOUR_SECONDS,
        ...[1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120].map((days) => days * DAY_SECONDS),
      ],
      registers,
    });
    this.protectedMoney = new Counter({
      name: 'ml_revenue_protected_usd_total',
      help: `Amount of called positives that a label recorded by this process confirmed, in the config's currency (${currency}). A refund (a negative amount) counts 0. What corrections take back is not taken off: see ml_revenue_protected_reversed_usd_total.`,
      registers,
    });
    this.reversedMoney = new Counter({
      name: 'ml_revenue_protected_reversed_usd_total',
      help: 'Amount that any process once counted as protected and that a correction recorded by this process took back. What stands is the sum of ml_revenue_protected_usd_total over all replicas less the sum of this one over all: the difference of one process says nothing. GET /performance has what stands in the window, from the store.',
      registers,
    });
  }

  onModuleInit(): void {
    this.feedback.changed.subscribe((changes) => {
      for (const change of changes) this.count(change);
    });
  }

  private count({ modelVersion, predicted, actual, previous, amount, labelledAt, scoredAt }: LabelChange): void {
    this.labels.inc({ model_version: modelVersion, outcome: outcomeOf(predicted, actual) });
    if (previous === null) this.delay.observe(Math.max(0, labelledAt - scoredAt) / 1_000);
    // A counter refuses to fall: refunds have negative amounts, and protect nothing.
    const atStake = Math.max(0, Math.round((amount ?? 0) * CENTS) / CENTS);
    if (predicted && actual) this.protectedMoney.inc(atStake);
    if (predicted && previous === true && !actual) this.reversedMoney.inc(atStake);
  }
}
