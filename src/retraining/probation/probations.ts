import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CONFIG, type Config, formatDuration } from '../../config/index.js';
import { ModelRegistry, type Promotion, ShadowModel } from '../../models/index.js';
import { Clock } from '../../platform/index.js';
import type { Probation, ProbationCheck, ProbationStatus } from './probation.js';
import { ProbationStore } from './probation-store.js';

const ACTOR = 'homeostat';
const CHECK_EVERY_MS = 60_000;

/**
 * Begins and ends probations, each with its shadow. They follow from the table of deployments, so one that a killed process
 * deployed begins all the same.
 */
@Injectable()
export class Probations {
  private readonly logger = new Logger(Probations.name);
  private readonly lengthMs: number;

  constructor(
    @Inject(CONFIG) { retraining }: Config,
    private readonly store: ProbationStore,
    private readonly registry: ModelRegistry,
    private readonly shadows: ShadowModel,
    private readonly clock: Clock,
  ) {
    this.lengthMs = retraining.probation.length;
  }

  /**
   * Begins the probation of the version that was promoted last, by a run or by hand, and ends that of one which no longer
   * answers. A version of another feature list has none: the one before could not score the same requests.
   */
  async follow(): Promise<void> {
    if (!(await this.isBehind())) return;
    await this.store.transaction(async (manager) => {
      await this.registry.lockDeployments(manager);
      await this.supersede(manager);
      await this.begin(manager);
    });
    await this.shadows.refresh();
  }

  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.store.transaction(work);
  }

  /** The probation whose check is due, for whoever takes it: each minute one replica. */
  takeDueCheck(): Promise<Probation | undefined> {
    const now = this.clock.now();
    return this.store.claimCheck(new Date(now), new Date(now - CHECK_EVERY_MS));
  }

  noteChecks({ deploymentId }: Probation, checks: readonly ProbationCheck[]): Promise<void> {
    return this.store.writeChecks(deploymentId, checks);
  }

  /** Ends a probation in which nothing was worse than allowed. */
  async pass(probation: Probation, status: 'passed' | 'passed-unproven', explanation: string): Promise<void> {
    await this.store.transaction((manager) => this.end(manager, probation, status, explanation));
    await this.shadows.refresh();
  }

  /** @returns whether this call ended it: nobody else had */
  async end(
    manager: EntityManager,
    { deploymentId, version }: Probation,
    status: Exclude<ProbationStatus, 'active'>,
    explanation: string,
  ): Promise<boolean> {
    const isFirst = await this.store.end(manager, deploymentId, status, explanation, new Date(this.clock.now()));
    if (!isFirst) return false;
    const reason = `the probation of ${version} is over`;
    await this.shadows.change(manager, { version: null, decisionThreshold: null, actor: ACTOR, reason });
    this.logger.log(`probation of ${version}: ${status}: ${explanation}`);
    return true;
  }

  /** Ends the probation that is active, if there is one. */
  async endAny(manager: EntityManager, status: Exclude<ProbationStatus, 'active'>, explanation: string): Promise<void> {
    const active = await this.store.active(manager);
    if (active) await this.end(manager, active, status, explanation);
  }

  /** Whether a version is on probation, in which no automatic run may replace it. */
  async isOnProbation(): Promise<boolean> {
    return (await this.store.active()) !== undefined;
  }

  private async isBehind(): Promise<boolean> {
    const [promotion, deployment, active] = await Promise.all([
      this.registry.newestPromotion(),
      this.registry.activeDeployment(),
      this.store.active(),
    ]);
    if (!promotion) return false;
    if (active) return active.deploymentId !== promotion.id || active.version !== deployment?.version;
    return (
      this.isWatchable(promotion) && deployment?.version === promotion.version && !(await this.store.has(promotion.id))
    );
  }

  private async supersede(manager: EntityManager): Promise<void> {
    const [active, promotion, deployment] = [
      await this.store.active(manager),
      await this.registry.newestPromotion(manager),
      await this.registry.activeDeployment(manager),
    ];
    if (!active || (active.deploymentId === promotion?.id && active.version === deployment?.version)) return;
    await this.end(
      manager,
      active,
      'superseded',
      `${deployment?.version ?? 'another version'} was made active meanwhile`,
    );
  }

  private async begin(manager: EntityManager): Promise<void> {
    const promotion = await this.registry.newestPromotion(manager);
    const deployment = await this.registry.activeDeployment(manager);
    if (!promotion?.former || !this.isWatchable(promotion) || deployment?.version !== promotion.version) return;
    const { id: deploymentId, version, former, deployedAt: beganAt } = promotion;
    const endsAt = this.endOf(beganAt);
    if (!(await this.store.begin(manager, { deploymentId, version, former, beganAt, endsAt }))) return;
    await this.shadows.change(manager, {
      ...former,
      actor: ACTOR,
      reason: `${version} is on probation until ${endsAt.toISOString()}`,
    });
    this.logger.log(`${version} is on probation for ${formatDuration(this.lengthMs)}, ${former.version} is its shadow`);
  }

  private isWatchable({ version, former, deployedAt, sameFeatures }: Promotion): boolean {
    const isReplacement = former !== undefined && former.version !== version && sameFeatures === true;
    return isReplacement && this.endOf(deployedAt).getTime() > this.clock.now();
  }

  private endOf(beganAt: Date): Date {
    return new Date(beganAt.getTime() + this.lengthMs);
  }
}
