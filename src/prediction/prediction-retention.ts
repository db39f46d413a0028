import { Inject, Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { CONFIG, type Config } from '../config/index.js';
import { Clock } from '../platform/index.js';
import { PredictionStore } from './prediction-store.js';

/** Forgets predictions that are older than `retention.predictions`, in whole weeks. Harmless in several replicas. */
@Injectable()
export class PredictionRetention {
  private readonly logger = new Logger(PredictionRetention.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly store: PredictionStore,
    private readonly clock: Clock,
  ) {}

  @Cron('17 3 * * *')
  async apply(): Promise<void> {
    const dropped = await this.store.dropBefore(this.clock.now() - this.config.retention.predictions);
    if (dropped.length > 0) this.logger.log(`forgot ${dropped.join(', ')}`);
  }
}
