import { Inject, Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../platform/index.js';
import { AlertStore } from './alerts/alert-store.js';
import { EpisodeStore } from './episodes/episode-store.js';

/** Forgets closed episodes, and alerts not told of any more, after `retention.predictions`. */
@Injectable()
export class DecisionRetention {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly episodes: EpisodeStore,
    private readonly alerts: AlertStore,
    private readonly clock: Clock,
  ) {}

  @Cron('47 3 * * *')
  async apply(): Promise<void> {
    const before = new Date(this.clock.now() - this.config.retention.predictions);
    await this.episodes.dropClosedBefore(before);
    await this.alerts.dropBefore(before);
  }
}
