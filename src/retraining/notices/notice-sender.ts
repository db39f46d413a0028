import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { Cron, Interval } from '@nestjs/schedule';
import { CONFIG, type Config, ENVIRONMENT, type Environment } from '../../config/index.js';
import { Clock } from '../../platform/index.js';
import type { Channel } from './channel.js';
import { NoticeMetrics } from './notice-metrics.js';
import { type Delivery, GIVE_UP_MS, Outbox } from './outbox.js';
import { RECEIVERS, type Receivers } from './receivers/receivers.js';

const POLL_MS = 1_000;
/** What a stop leaves to attempts under way. One that is cut off is made again: by then it may have got through. */
const STOP_MS = 2_000;

/**
 * Tells receivers what is in the outbox: at least once each, in any replica that heals. Channels go side by side, so one
 * that hangs holds up its own notices only.
 */
@Injectable()
export class NoticeSender implements BeforeApplicationShutdown {
  private readonly logger = new Logger('notices');
  private readonly underWay = new Map<Channel, Promise<void>>();
  private readonly wanted = new Set<Channel>();
  private readonly stopping = new AbortController();
  private stopped = false;

  constructor(
    private readonly outbox: Outbox,
    @Inject(RECEIVERS) private readonly receivers: Receivers,
    private readonly metrics: NoticeMetrics,
  ) {}

  /** Makes every attempt that is due. Calls during a channel's turn share it, and it looks once more for them. */
  async turn(): Promise<void> {
    await Promise.all([...this.receivers.keys()].map((channel) => this.turnOf(channel)));
    for (const key of await this.outbox.abandonUnreachable([...this.receivers.keys()])) {
      this.logger.error(`notice ${key} is given up: its receiver is no longer configured`);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    const grace = setTimeout(() => {
      this.stopping.abort(new Error('the service stopped while it was being sent'));
    }, STOP_MS);
    await Promise.allSettled(this.underWay.values());
    clearTimeout(grace);
  }

  private turnOf(channel: Channel): Promise<void> {
    this.wanted.add(channel);
    const turn = this.underWay.get(channel) ?? this.deliverDue(channel);
    this.underWay.set(channel, turn);
    return turn;
  }

  private async deliverDue(channel: Channel): Promise<void> {
    // Not before turnOf() has kept this promise.
    await Promise.resolve();
    try {
      while (this.wanted.delete(channel)) {
        for (let delivery = await this.next(channel); delivery; delivery = await this.next(channel)) {
          await this.attempt(delivery);
        }
      }
    } finally {
      this.underWay.delete(channel);
    }
  }

  private async next(channel: Channel): Promise<Delivery | undefined> {
    return this.stopped ? undefined : this.outbox.claim(channel);
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { channel } = delivery;
    try {
      await this.receivers.get(channel)?.(delivery, this.stopping.signal);
    } catch (error) {
      const state = await this.outbox.failed(delivery, error as Error);
      this.metrics.count(channel, 'failed');
      this.report(delivery, state, error as Error);
      return;
    }
    await this.outbox.delivered(delivery);
    this.metrics.count(channel, 'delivered');
  }

  private report({ channel, attempt, notice }: Delivery, state: 'pending' | 'abandoned', { message }: Error): void {
    const what = `notice ${notice.key} was not taken by ${channel} at attempt ${attempt}: ${message}`;
    if (state === 'abandoned') this.logger.error(`${what}; it is given up after ${GIVE_UP_MS / 86_400_000} days`);
    else this.logger.warn(`${what}; it will be tried again`);
  }
}

/** The clock of the outbox, in processes that heal. */
@Injectable()
export class NoticeTimer {
  private readonly logger = new Logger('notices');
  private readonly active: boolean;

  constructor(
    @Inject(ENVIRONMENT) { role }: Environment,
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly sender: NoticeSender,
    private readonly outbox: Outbox,
  ) {
    this.active = role !== 'api';
  }

  @Interval(POLL_MS)
  protected async send(): Promise<void> {
    if (!this.active) return;
    await this.sender.turn().catch((error: unknown) => {
      this.logger.warn(`notices wait: ${(error as Error).message}`);
    });
  }

  /** Notices are forgotten with the predictions that they speak of. */
  @Cron('37 3 * * *')
  async forget(): Promise<void> {
    if (this.active) await this.outbox.dropBefore(this.clock.now() - this.config.retention.predictions);
  }
}
