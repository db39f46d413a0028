import type { EntityManager } from 'typeorm';
import type { Deployment, ModelRegistry } from '../../models/index.js';
import type { DeployOutput } from './outputs.js';

/** What answered changed while a run went on: what the run found out no longer holds. */
export class ChampionChanged extends Error {
  constructor(active: string | undefined) {
    super(
      `${active ?? 'no version'} was made the active version, or its threshold was moved, while this run was comparing: it is left as it is; start another run`,
    );
    this.name = 'ChampionChanged';
  }
}

/**
 * Makes a version the active one in the transaction of `manager`, unless something else answers by now than what it was
 * compared with.
 *
 * @param replaces the deployment that it was compared with; undefined for none
 * @throws ChampionChanged
 */
export async function deployAs(
  registry: ModelRegistry,
  manager: EntityManager,
  {
    version,
    replaces,
    deployment,
  }: {
    readonly version: string;
    readonly replaces: number | undefined;
    readonly deployment: Omit<Deployment, 'modelVersion' | 'previousVersion' | 'deployedAt'>;
  },
): Promise<DeployOutput> {
  await registry.lockDeployments(manager);
  const active = await registry.activeDeployment(manager);
  if (active?.id !== replaces) throw new ChampionChanged(active?.version);
  const deploymentId = await registry.deployIn(manager, version, deployment);
  return {
    version,
    previousVersion: active?.version ?? null,
    threshold: deployment.decisionThreshold,
    deploymentId,
  };
}
