import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { Clock } from '../../platform/index.js';
import { RunStore } from './run-store.js';

const DAY_MS = 86_400_000;

/** Forgets runs after a year, and those that were not needed after 30 days. Harmless in several replicas. */
@Injectable()
export class RunRetention {
  private readonly logger = new Logger(RunRetention.name);

  constructor(
    private readonly store: RunStore,
    private readonly clock: Clock,
  ) {}

  @Cron('37 3 * * *')
  async apply(): Promise<void> {
    const now = this.clock.now();
    const dropped = await this.store.dropFinishedBefore({
      skipped: new Date(now - 30 * DAY_MS),
      any: new Date(now - 366 * DAY_MS),
    });
    if (dropped > 0) this.logger.log(`forgot ${dropped} old runs`);
  }
}
