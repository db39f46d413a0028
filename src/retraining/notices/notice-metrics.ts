import { Inject, Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { Clock, registerStoreGauges } from '../../platform/index.js';
import { type Channel, CHANNELS } from './channel.js';
import { configuredChannels } from './notices.js';
import { Outbox, type PendingDeliveries } from './outbox.js';

/** What is told, and what still waits to be. */
@Injectable()
export class NoticeMetrics {
  private readonly deliveries: Counter<'channel' | 'outcome'>;

  constructor(@Inject(ENVIRONMENT) environment: Environment, outbox: Outbox, clock: Clock, registry: Registry) {
    const configured = configuredChannels(environment.notices);
    this.deliveries = new Counter({
      name: 'ml_notice_deliveries_total',
      help: `Attempts of this process to tell a notice to a receiver, by channel (${CHANNELS.join(', ')}) and outcome (delivered, failed).`,
      labelNames: ['channel', 'outcome'],
      registers: [registry],
    });
    for (const channel of configured) {
      for (const outcome of ['delivered', 'failed']) this.deliveries.inc({ channel, outcome }, 0);
    }
    registerStoreGauges<PendingDeliveries[]>(registry, () => outbox.pending(), [
      {
        name: 'ml_notices_pending',
        help: 'Notices that a receiver has not taken yet, by channel; absent for channels that are not configured and have none.',
        labelNames: ['channel'],
        samples: (channels) => [
          ...configured.map((channel) => ({ labels: { channel }, value: 0 })),
          ...channels.map(({ channel, pending }) => ({ labels: { channel }, value: pending })),
        ],
      },
      {
        name: 'ml_notice_oldest_pending_seconds',
        help: 'Age of the oldest notice that a receiver has not taken yet; absent when there is none.',
        labelNames: [],
        samples: (channels) => {
          const oldest = Math.min(...channels.map((channel) => channel.oldest.getTime()));
          return channels.length === 0 ? [] : [{ labels: {}, value: Math.max(0, (clock.now() - oldest) / 1_000) }];
        },
      },
    ]);
  }

  count(channel: Channel, outcome: 'delivered' | 'failed'): void {
    this.deliveries.inc({ channel, outcome });
  }
}
