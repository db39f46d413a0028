import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../../../config/index.js';
import { Clock } from '../../../platform/index.js';
import { Notices } from '../../notices/notices.js';
import type { ConditionResult } from '../conditions/condition-result.js';
import { conditionCause, isAlertOf } from '../decide.js';
import { type Cause, courseOf, type Episode, type EpisodePolicy } from './episode.js';
import { escalatedNotice, healedNotice } from './episode-notices.js';
import { EpisodeStore } from './episode-store.js';

/** Follows causes from the run they called for until they are gone, and hands to people what retraining does not cure. */
@Injectable()
export class Episodes {
  private readonly policy: EpisodePolicy;
  private readonly conditions: ReadonlySet<string>;
  private readonly alerts: readonly string[];

  constructor(
    @Inject(CONFIG) { retraining, windows }: Config,
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly store: EpisodeStore,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {
    this.policy = {
      cooldownMs: retraining.cooldown,
      maximumPerDay: retraining.maximumPerDay,
      minimumLabels: windows.minimumLabels,
      windowMs: windows.performance,
    };
    this.conditions = new Set(retraining.conditions.map(({ name }) => conditionCause(name)));
    this.alerts = retraining.alerts;
  }

  /**
   * Closes, escalates or keeps the episodes of the causes that were looked at. Repeats change nothing.
   *
   * @param seen what each cause shows now
   * @returns the causes that no automatic run may follow, and why
   */
  async follow(seen: ReadonlyMap<string, ConditionResult['state']>): Promise<Map<string, string>> {
    const now = this.clock.now();
    const held = new Map<string, string>();
    for (const { episode, treatment } of await this.store.followed(this.policy.minimumLabels)) {
      const state = seen.get(episode.cause);
      if (!this.isConfigured(episode.cause)) await this.withdraw(episode, now);
      if (state === undefined) continue;
      const course = courseOf(episode, state, treatment, this.policy, now);
      if (course.kind === 'heal') await this.heal(episode, now);
      if (course.kind === 'escalate') await this.escalate(episode, course.reason, now);
      if (course.kind === 'escalate' || course.kind === 'hold') held.set(episode.cause, course.reason);
    }
    return held;
  }

  /** Opens an episode of each cause that has none, in the transaction in which the run passes its check. */
  async open(manager: EntityManager, runId: number, causes: readonly Cause[]): Promise<void> {
    await this.store.open(manager, runId, causes, new Date(this.clock.now()));
  }

  /** Closes the episodes that a deployment was to cure, in the transaction in which it is rolled back. */
  async rolledBack(manager: EntityManager, explanation: string): Promise<void> {
    await this.store.closeOpen(manager, 'rolled-back', explanation, new Date(this.clock.now()));
  }

  private isConfigured(cause: string): boolean {
    return this.conditions.has(cause) || this.alerts.some((name) => isAlertOf(name, cause));
  }

  private async heal(episode: Episode, now: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const isFirst = await this.store.close(manager, episode.id, 'healed', 'its figure is fine again', new Date(now));
      if (isFirst && episode.state === 'escalated') await this.notices.add(manager, healedNotice(episode, now));
    });
  }

  private async escalate(episode: Episode, reason: string, now: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const isFirst = await this.store.escalate(manager, episode.id, reason, new Date(now));
      if (isFirst) await this.notices.add(manager, escalatedNotice(episode, reason));
    });
  }

  private async withdraw({ id }: Episode, now: number): Promise<void> {
    await this.store.close(this.dataSource.manager, id, 'withdrawn', 'the config no longer names it', new Date(now));
  }
}
