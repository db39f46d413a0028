import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ActiveModel, ModelRegistry, type NewDeployment } from '../../models/index.js';
import { Conflict } from '../../platform/index.js';
import { Episodes } from '../decision/episodes/episodes.js';
import { Notices } from '../notices/notices.js';
import type { Judgement } from './judge.js';
import type { Probation } from './probation.js';
import { Probations } from './probations.js';
import { rolledBackByHandNotice, rolledBackNotice } from './rolled-back-notice.js';

const ACTOR = 'homeostat';

/** What a person wants to go back to. */
export interface RollbackRequest {
  /** Default: what answered before the active version did. */
  readonly to: string | undefined;
  readonly actor: string;
  readonly reason: string;
}

/** The way back: the deployment, the end of the probation, of the episodes that it was to cure, and the notice are one transaction. */
@Injectable()
export class Rollbacks {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly models: ActiveModel,
    private readonly probations: Probations,
    private readonly episodes: Episodes,
    private readonly notices: Notices,
  ) {}

  /** Brings back what a version on probation replaced. Does nothing when the probation, or the version, is gone by then. */
  async endProbation(probation: Probation, judgement: Judgement, explanation: string): Promise<void> {
    const { version, former } = probation;
    await this.probations.transaction(async (manager) => {
      await this.registry.lockDeployments(manager);
      if ((await this.registry.activeDeployment(manager))?.version !== version) return;
      if (!(await this.probations.end(manager, probation, 'rolled-back', explanation))) return;
      const reason = `worse on probation: ${explanation}`;
      const { decisionThreshold } = former;
      await this.registry.deployIn(manager, former.version, {
        kind: 'rollback',
        actor: ACTOR,
        reason,
        decisionThreshold,
      });
      await this.episodes.rolledBack(manager, `${version} was rolled back: ${explanation}`);
      await this.notices.add(manager, rolledBackNotice(probation, judgement, explanation));
    });
    await this.models.refresh();
  }

  /**
   * Goes back as a person asks, which ends a probation of the version that answered.
   *
   * @returns the version now active, and the one before
   * @throws NotFound, Conflict when there is nothing to go back to
   */
  async byHand({ to, actor, reason }: RollbackRequest): Promise<{ version: string; before: string | undefined }> {
    if (to !== undefined) await this.registry.get(to);
    const change = await this.probations.transaction(async (manager) => {
      await this.registry.lockDeployments(manager);
      const before = (await this.registry.activeDeployment(manager))?.version;
      if (to !== undefined && to === before) throw new Conflict(`${to} is the active version`);
      const target = to === undefined ? await this.registry.replacedByActive() : { version: to };
      if (!target) throw new Conflict('the active version replaced none: there is nothing to go back to');
      const { version, ...threshold } = target;
      await this.deploy(manager, version, before, { kind: 'rollback', actor, reason, ...threshold });
      return { version, before };
    });
    await this.models.refresh();
    return change;
  }

  private async deploy(
    manager: EntityManager,
    version: string,
    before: string | undefined,
    deployment: NewDeployment,
  ): Promise<void> {
    const id = await this.registry.deployIn(manager, version, deployment);
    const { actor, reason } = deployment;
    if (version !== before) {
      await this.probations.endAny(manager, 'rolled-back', `by ${actor}: ${reason}`);
      await this.episodes.rolledBack(manager, `${before ?? 'none'} was rolled back by ${actor}: ${reason}`);
    }
    await this.notices.add(manager, rolledBackByHandNotice(id, { from: before ?? 'none', to: version, actor, reason }));
  }
}
