import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { Notifications } from '../../platform/index.js';
import { Leadership } from './leadership.js';
import { RunProgress } from './run-progress.js';
import { RUN_CHANNEL } from './runs.js';

const POLL_MS = 1_000;

/**
 * Runs the steps, in the one replica that leads. Looks each second, and at once when a run is asked for or cancelled. A
 * process with ROLE=api takes no part.
 */
@Injectable()
export class RunWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('retraining');
  private wanted = false;
  private underWay: Promise<void> | undefined;
  private stopped: boolean;
  private failing = false;

  constructor(
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly leadership: Leadership,
    private readonly progress: RunProgress,
    private readonly notifications: Notifications,
  ) {
    this.stopped = environment.role === 'api';
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.stopped) await this.notifications.listen(RUN_CHANNEL, () => void this.tick());
  }

  /**
   * Does all that is due, if this process leads or can take the lead. Calls during a turn share it, and it looks once
   * more for them.
   */
  turn(): Promise<void> {
    this.wanted = true;
    this.underWay ??= this.work();
    return this.underWay;
  }

  /** Gives the step under way back, and the lead up. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    this.progress.stop();
    await this.underWay?.catch(() => undefined);
    await this.leadership.release();
    await this.dataSource.query('SELECT pg_notify($1, $2)', [RUN_CHANNEL, '']).catch(() => undefined);
  }

  @Interval(POLL_MS)
  protected async tick(): Promise<void> {
    try {
      const turn = this.turn();
      await Promise.all([turn, this.watch()]);
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`runs wait: ${(error as Error).message}`);
      this.failing = true;
    }
  }

  /** What a turn under way does not see while a step runs. */
  private async watch(): Promise<void> {
    if (this.stopped) return;
    await this.leadership.take();
    await this.progress.watch();
  }

  private async work(): Promise<void> {
    // Not before turn() has kept this promise.
    await Promise.resolve();
    try {
      while (this.wanted && !this.stopped) {
        this.wanted = false;
        const leading = await this.leadership.take();
        while (leading && (await this.progress.advance(leading)));
      }
    } finally {
      this.underWay = undefined;
    }
  }
}
