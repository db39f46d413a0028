import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ENVIRONMENT, type Environment, type NoticeReceivers } from '../../config/index.js';
import { Clock } from '../../platform/index.js';
import { type Channel, RESOLVES } from './channel.js';
import type { Notice } from './notice.js';

/** The outbox's front: what is added in a transaction is told when that transaction commits, and only then. */
@Injectable()
export class Notices {
  private readonly channels: readonly Channel[];

  constructor(
    @Inject(ENVIRONMENT) environment: Environment,
    private readonly clock: Clock,
  ) {
    this.channels = configuredChannels(environment.notices);
  }

  /**
   * Adds a notice, with a delivery for each configured receiver that it is meant for: PagerDuty wakes people, so it gets
   * errors, and what puts an error right that it was told. A key that was added before adds nothing. Delivery is
   * another's work, so no receiver can fail or delay the caller.
   */
  async add(manager: EntityManager, notice: Notice): Promise<void> {
    await manager.query(
      `WITH added AS (
         INSERT INTO notice (key, kind, severity, title, body, facts, links, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key) DO NOTHING RETURNING id, severity
       )
       INSERT INTO notice_delivery (notice_id, channel, next_attempt_at)
       SELECT added.id, channel, $8 FROM added, unnest($9::text[]) AS channel
       WHERE channel <> 'pagerduty' OR added.severity = 'error' OR EXISTS (
         SELECT FROM notice error JOIN notice_delivery page ON page.notice_id = error.id AND page.channel = 'pagerduty'
         WHERE error.severity = 'error' AND error.kind = ANY($10) AND page.resolved_at IS NULL
       )`,
      [
        notice.key,
        notice.kind,
        notice.severity,
        notice.title,
        notice.text,
        JSON.stringify(notice.facts),
        JSON.stringify(notice.links),
        new Date(this.clock.now()),
        this.channels,
        RESOLVES[notice.kind] ?? [],
      ],
    );
  }
}

/** The channels that have a receiver. */
export function configuredChannels({ slackWebhookUrl, email, pagerduty, webhookUrl }: NoticeReceivers): Channel[] {
  const receivers = { slack: slackWebhookUrl, email, pagerduty, webhook: webhookUrl };
  return (Object.keys(receivers) as Channel[]).filter((channel) => receivers[channel] !== undefined);
}
