import { Inject, Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { CONFIG, type Config } from '../config/index.js';
import { Clock } from '../platform/index.js';
import { ScoringMinuteStore } from './minutes/scoring-minute-store.js';
import { PredictionStore } from './prediction-store.js';
import { ShadowStore } from './shadow/shadow-store.js';

/** Minutes are read from the day before a deployment on, for at most a day. */
const KEEP_MINUTES_MS = 8 * 86_400_000;

/** Forgets predictions, and what shadows said of them, that are older than `retention.predictions`, in whole weeks. Harmless in several replicas. */
@Injectable()
export class PredictionRetention {
  private readonly logger = new Logger(PredictionRetention.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly store: PredictionStore,
    private readonly shadows: ShadowStore,
    private readonly minutes: ScoringMinuteStore,
    private readonly clock: Clock,
  ) {}

  @Cron('17 3 * * *')
  async apply(): Promise<void> {
    const now = this.clock.now();
    const before = now - this.config.retention.predictions;
    const dropped = [...(await this.store.dropBefore(before)), ...(await this.shadows.dropBefore(before))];
    await this.minutes.dropBefore(now - this.config.retraining.probation.length - KEEP_MINUTES_MS);
    if (dropped.length > 0) this.logger.log(`forgot ${dropped.join(', ')}`);
  }
}
