import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ModelRegistry, ShadowModel } from '../../models/index.js';
import { Conflict } from '../../platform/index.js';
import { ProbationStore } from './probation-store.js';

/** The shadow as people choose it. During a probation it is the former version, and not theirs to choose. */
@Injectable()
export class ShadowChoice {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly registry: ModelRegistry,
    private readonly shadows: ShadowModel,
    private readonly probations: ProbationStore,
  ) {}

  /**
   * Lets a version score what the active one answers, with the threshold that it had when it was last active.
   *
   * @throws NotFound, Conflict when it is the active version, was trained for another feature list, or a probation is on
   */
  async choose(version: string, actor: string, reason: string): Promise<void> {
    const [{ schemaVersion }, deployments, activeVersion] = await Promise.all([
      this.registry.get(version),
      this.registry.deployments(version),
      this.registry.activeVersion(),
    ]);
    if (activeVersion === undefined || activeVersion === version)
      throw new Conflict(activeVersion ? `${version} is the active version` : 'no version is active yet');
    const active = await this.registry.get(activeVersion);
    if (active.schemaVersion !== schemaVersion)
      throw new Conflict(
        `${version} was trained for another feature list than ${activeVersion}: it can't score its requests`,
      );
    await this.change(version, deployments[0]?.decisionThreshold ?? null, actor, reason);
  }

  /** @throws Conflict when there is no shadow, or a probation is on */
  async stop(actor: string, reason: string): Promise<void> {
    if (!(await this.shadows.current())) throw new Conflict('no version scores as the shadow');
    await this.change(null, null, actor, reason);
  }

  private async change(
    version: string | null,
    decisionThreshold: number | null,
    actor: string,
    reason: string,
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      // A probation begins under the same lock, so none is overlooked.
      await this.registry.lockDeployments(manager);
      const probation = await this.probations.active(manager);
      if (probation)
        throw new Conflict(
          `${probation.version} is on probation until ${probation.endsAt.toISOString()}: its shadow is ${probation.former.version}`,
        );
      await this.shadows.change(manager, { version, decisionThreshold, actor, reason });
    });
    await this.shadows.refresh();
  }
}
