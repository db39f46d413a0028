import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { CONFIG, type Config, ENVIRONMENT, type Environment } from '../../config/index.js';
import { Clock } from '../../platform/index.js';
import { Runs } from './runs.js';

const MINUTE_MS = 60_000;

/** Asks for a run by the clock. Every replica's clock ticks; together they ask once. */
@Injectable()
export class DailyCheck implements OnApplicationBootstrap {
  private readonly logger = new Logger('retraining');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly scheduler: SchedulerRegistry,
    private readonly clock: Clock,
    private readonly runs: Runs,
  ) {}

  onApplicationBootstrap(): void {
    const { enabled, cron, timeZone } = this.config.retraining.schedule;
    if (!enabled || this.environment.role === 'api') return;
    const onTick = (): void => void this.tickQuietly();
    const job = CronJob.from({ cronTime: cron, timeZone, onTick, start: true });
    // Stopped by the registry when the service stops.
    this.scheduler.addCronJob('retraining', job);
  }

  /** What the clock does at each time of the config's cron expression. */
  async tick(): Promise<void> {
    // Cron expressions have whole minutes; clocks of replicas are seconds apart.
    const minute = new Date(Math.round(this.clock.now() / MINUTE_MS) * MINUTE_MS);
    await this.runs.request('schedule', 'the clock', 'the daily check', false, minute);
  }

  private async tickQuietly(): Promise<void> {
    try {
      await this.tick();
    } catch (error) {
      this.logger.error('the daily check could not be asked for', (error as Error).stack);
    }
  }
}
