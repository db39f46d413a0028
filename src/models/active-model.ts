import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { HealthChecks, Notifications, Unavailable } from '../platform/index.js';
import { type LoadedModel, ModelLoader } from './model-loader.js';
import { DEPLOYMENT_CHANNEL, ModelRegistry } from './model-registry.js';
import type { NewDeployment } from './model-version.js';

/** How long a replica may miss a deployment whose notice was lost. */
const POLL_MS = 5_000;
const RETRY_AFTER_SECONDS = 5;

/**
 * The active version, in memory. A request takes `current()` once and keeps it, so that a swap in the middle mixes
 * nothing.
 */
@Injectable()
export class ActiveModel implements OnApplicationBootstrap {
  private readonly logger = new Logger(ActiveModel.name);
  private model: LoadedModel | undefined;
  private deploymentId: number | undefined;
  private loading: Promise<void> = Promise.resolve();

  constructor(
    private readonly registry: ModelRegistry,
    private readonly loader: ModelLoader,
    private readonly notifications: Notifications,
    health: HealthChecks,
  ) {
    health.add('model', () =>
      Promise.resolve({
        up: this.model !== undefined,
        facts: { model_version: this.model?.version ?? null },
        ...(this.model === undefined && { detail: 'no model has been deployed yet' }),
      }),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    await this.notifications.listen(DEPLOYMENT_CHANNEL, () => void this.refreshQuietly());
  }

  /** @throws Unavailable while no version is deployed */
  current(): LoadedModel {
    if (this.model) return this.model;
    throw new Unavailable('there is no model yet: the first one is being trained', RETRY_AFTER_SECONDS);
  }

  /** The active version, or undefined while there is none. */
  peek(): LoadedModel | undefined {
    return this.model;
  }

  /** Makes a version the active one, here at once and in the other replicas when they hear of it. */
  async deploy(version: string, deployment: NewDeployment): Promise<void> {
    await this.registry.deploy(version, deployment);
    await this.refresh();
  }

  /** Loads what the registry says is active, unless it is loaded. Calls take turns, so the last one sees the newest. */
  refresh(): Promise<void> {
    this.loading = this.loading.catch(() => undefined).then(() => this.load());
    return this.loading;
  }

  @Interval(POLL_MS)
  protected async refreshQuietly(): Promise<void> {
    await this.refresh().catch((error: unknown) => {
      this.logger.warn(
        `the active version could not be read, ${this.model?.version ?? 'none'} stays: ${(error as Error).message}`,
      );
    });
  }

  private async load(): Promise<void> {
    const deployment = await this.registry.activeDeployment();
    if (deployment === undefined || deployment.id === this.deploymentId) return;
    const { version, decisionThreshold } = deployment;
    this.model =
      this.model?.version === version
        ? this.loader.withThreshold(this.model, decisionThreshold)
        : await this.loader.load(version, decisionThreshold);
    this.deploymentId = deployment.id;
    this.logger.log(`${version} is active, positive from ${this.model.decisionThreshold} on`);
  }
}
