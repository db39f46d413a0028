import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/index.js';
import { type Channel, RESOLVES } from './channel.js';
import type { Notice } from './notice.js';

const DAY_MS = 86_400_000;
/** The wait after the first attempt, which also has to outlast an attempt that is under way; it doubles each time. */
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;
/** A notice that no attempt got through for so long is given up. */
export const GIVE_UP_MS = 3 * DAY_MS;
const MAX_ERROR_LENGTH = 500;

/** An attempt to tell a notice to one receiver. */
export interface Delivery {
  readonly noticeId: string;
  readonly channel: Channel;
  /** Which attempt this is, from 1 on. */
  readonly attempt: number;
  readonly createdAt: Date;
  readonly notice: Notice;
}

/** What waits at one channel. */
export interface PendingDeliveries {
  readonly channel: Channel;
  readonly pending: number;
  readonly oldest: Date;
}

/** The deliveries in the store. */
@Injectable()
export class Outbox {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins the next attempt that is due at a channel. No other replica gets the same one, and whoever got it and dies
   * loses nothing: it is due again after its backoff (30 s, doubling, at most an hour). At PagerDuty, what
   * puts errors right waits for those, so that an incident is not resolved before it is triggered; a page waits for none.
   */
  async claim(channel: Channel): Promise<Delivery | undefined> {
    const rows: Delivery[] = await this.dataSource.query(
      `WITH due AS (
         SELECT d.notice_id FROM notice_delivery d
         WHERE d.channel = $1 AND d.state = 'pending' AND d.next_attempt_at <= $2 AND ($1 <> 'pagerduty' OR NOT EXISTS (
           SELECT FROM notice_delivery page JOIN notice error ON error.id = page.notice_id
           WHERE page.channel = $1 AND page.state = 'pending' AND page.notice_id < d.notice_id AND error.severity = 'error'
             AND $5::jsonb -> (SELECT kind FROM notice WHERE id = d.notice_id) ? error.kind
         ))
         ORDER BY d.notice_id LIMIT 1 FOR UPDATE SKIP LOCKED
       ), claimed AS (
         UPDATE notice_delivery d
         SET attempts = d.attempts + 1,
           next_attempt_at = $2::timestamptz
             + least($4::float8, $3::float8 * power(2, least(d.attempts, 20))) * interval '1 millisecond'
         FROM due WHERE d.notice_id = due.notice_id AND d.channel = $1
         RETURNING d.notice_id, d.attempts
       )
       SELECT n.id AS "noticeId", $1 AS channel, claimed.attempts AS attempt, n.created_at AS "createdAt",
         json_build_object('key', n.key, 'kind', n.kind, 'severity', n.severity, 'title', n.title, 'text', n.body,
           'facts', n.facts, 'links', n.links) AS notice
       FROM claimed JOIN notice n ON n.id = claimed.notice_id`,
      [channel, new Date(this.clock.now()), FIRST_RETRY_MS, LONGEST_RETRY_MS, JSON.stringify(RESOLVES)],
    );
    return rows[0];
  }

  async delivered({ noticeId, channel }: Delivery): Promise<void> {
    await this.dataSource.query(
      `UPDATE notice_delivery SET state = 'delivered', finished_at = $3, error = NULL
       WHERE notice_id = $1 AND channel = $2`,
      [noticeId, channel, new Date(this.clock.now())],
    );
  }

  /**
   * Notes why an attempt failed. A receiver that asked for time gets it, at most an hour, for all that waits for it.
   *
   * @returns what becomes of the notice there
   */
  async failed({ noticeId, channel, attempt, createdAt }: Delivery, failure: Error): Promise<'pending' | 'abandoned'> {
    const now = this.clock.now();
    const state = createdAt.getTime() <= now - GIVE_UP_MS ? 'abandoned' : 'pending';
    await this.dataSource.query(
      `UPDATE notice_delivery SET state = $4, error = $5, finished_at = CASE WHEN $4 = 'abandoned' THEN $6::timestamptz END
       WHERE notice_id = $1 AND channel = $2 AND attempts = $3 AND state = 'pending'`,
      [noticeId, channel, attempt, state, failure.message.slice(0, MAX_ERROR_LENGTH), new Date(now)],
    );
    const { retryAfterMs } = failure as { retryAfterMs?: number };
    if (retryAfterMs !== undefined) {
      await this.dataSource.query(
        `UPDATE notice_delivery SET next_attempt_at = greatest(next_attempt_at, $2)
         WHERE channel = $1 AND state = 'pending'`,
        [channel, new Date(now + Math.min(retryAfterMs, LONGEST_RETRY_MS))],
      );
    }
    return state;
  }

  /** Gives up what waits for receivers that are no longer configured. Returns the keys of the notices. */
  async abandonUnreachable(configured: readonly Channel[]): Promise<string[]> {
    const now = this.clock.now();
    const rows: { key: string }[] = await this.dataSource.query(
      `WITH abandoned AS (
         UPDATE notice_delivery d SET state = 'abandoned', finished_at = $2, error = 'the receiver is no longer configured'
         FROM notice n
         WHERE n.id = d.notice_id AND d.state = 'pending' AND n.created_at <= $3 AND d.channel <> ALL ($1::text[])
         RETURNING n.key
       )
       SELECT DISTINCT key FROM abandoned`,
      [configured, new Date(now), new Date(now - GIVE_UP_MS)],
    );
    return rows.map(({ key }) => key);
  }

  /** The keys of errors that PagerDuty was told and that this notice puts right, oldest first. */
  async resolvedBy({ noticeId, notice }: Delivery): Promise<string[]> {
    const rows: { key: string }[] = await this.dataSource.query(
      `SELECT n.key FROM notice n JOIN notice_delivery d ON d.notice_id = n.id AND d.channel = 'pagerduty'
       WHERE n.id < $1 AND n.severity = 'error' AND n.kind = ANY($2) AND d.state = 'delivered' AND d.resolved_at IS NULL
       ORDER BY n.id`,
      [noticeId, RESOLVES[notice.kind] ?? []],
    );
    return rows.map(({ key }) => key);
  }

  async markResolved(key: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE notice_delivery d SET resolved_at = $2 FROM notice n
       WHERE n.id = d.notice_id AND d.channel = 'pagerduty' AND n.key = $1`,
      [key, new Date(this.clock.now())],
    );
  }

  pending(): Promise<PendingDeliveries[]> {
    return this.dataSource.query(
      `SELECT d.channel, count(*)::int AS pending, min(n.created_at) AS oldest
       FROM notice_delivery d JOIN notice n ON n.id = d.notice_id WHERE d.state = 'pending' GROUP BY d.channel`,
    );
  }

  async dropBefore(time: number): Promise<void> {
    await this.dataSource.query('DELETE FROM notice WHERE created_at < $1', [new Date(time)]);
  }
}
