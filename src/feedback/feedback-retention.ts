import { Inject, Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { CONFIG, type Config } from '../config/index.js';
import { Clock } from '../platform/index.js';
import { LabelStore } from './label-store.js';
import { PendingLabels } from './pending-labels.js';

/** Forgets labels together with their predictions, and pending ones after `retention.pending_labels`. */
@Injectable()
export class FeedbackRetention {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly labels: LabelStore,
    private readonly pending: PendingLabels,
    private readonly clock: Clock,
  ) {}

  @Cron('27 3 * * *')
  async apply(): Promise<void> {
    const { predictions, pendingLabels } = this.config.retention;
    const now = this.clock.now();
    await this.labels.dropBefore(now - predictions);
    await this.pending.dropBefore(now - pendingLabels);
  }
}
