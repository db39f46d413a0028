import { Inject, Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock, weekStart } from '../../platform/index.js';
import { EstimateStore } from '../estimates/estimate-store.js';
import { OutcomeStore } from './outcome-store.js';
import { HOUR_MS, SummaryStore } from './summary-store.js';

/** Minutes are read for windows of at most a day. */
const KEEP_MINUTES_MS = 48 * HOUR_MS;

/** Forgets summaries and estimates together with the weeks of predictions that they are of. */
@Injectable()
export class SummaryRetention {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly summaries: SummaryStore,
    private readonly outcomes: OutcomeStore,
    private readonly estimates: EstimateStore,
    private readonly clock: Clock,
  ) {}

  @Cron('37 3 * * *')
  async apply(): Promise<void> {
    const now = this.clock.now();
    // Where the whole weeks of the log begin: what is summed here can be counted there.
    const before = weekStart(now - this.config.retention.predictions);
    await this.summaries.dropBefore(before, now - KEEP_MINUTES_MS);
    await this.outcomes.dropBefore(before);
    await this.estimates.dropBefore(before);
  }
}
