import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CONFIG, type Config } from '../config/index.js';
import { type Forest, parseForest } from '../forest/index.js';
import { HealthChecks, Notifications, Unavailable } from '../platform/index.js';
import { compileEncoder, type Encoder } from './encoder.js';
import { type FeatureSchema, fingerprint } from './feature-schema.js';
import { DEPLOYMENT_CHANNEL, ModelRegistry } from './model-registry.js';
import type { Deployment } from './model-version.js';
import { SchemaStore } from './schema-store.js';

/** How long a replica may miss a deployment whose notice was lost. */
const POLL_MS = 5_000;
const RETRY_AFTER_SECONDS = 5;

/** Everything that scoring a transaction needs, of one version. It never changes: another version is another object. */
export interface LoadedModel {
  readonly version: string;
  readonly schema: FeatureSchema;
  readonly encode: Encoder;
  readonly forest: Forest;
  /** From this probability on a transaction is positive. */
  readonly decisionThreshold: number;
  /** Where the config's amount feature stands in a row; -1 when there is none. */
  readonly amountIndex: number;
  readonly trainedAt: Date;
}

/**
 * The active version, in memory. A request takes `current()` once and keeps it, so that a swap in the middle mixes
 * nothing.
 */
@Injectable()
export class ActiveModel implements OnApplicationBootstrap {
  private readonly logger = new Logger(ActiveModel.name);
  private model: LoadedModel | undefined;
  private loading: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly registry: ModelRegistry,
    private readonly schemas: SchemaStore,
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
  async deploy(version: string, deployment: Pick<Deployment, 'kind' | 'actor' | 'reason'>): Promise<void> {
    await this.registry.deploy(version, deployment);
    await this.refresh();
  }

  /** Loads the version that the registry says is active, unless it is loaded. Calls take turns, so the last one sees the newest. */
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
    const version = await this.registry.activeVersion();
    if (version === undefined || version === this.model?.version) return;
    const [details, artefact] = await Promise.all([this.registry.get(version), this.registry.artefact(version)]);
    const schema = this.withConfiguredRules(await this.schemas.get(details.schemaVersion));
    this.model = {
      version,
      schema,
      encode: compileEncoder(schema.features, this.config.prediction),
      forest: parseForest(artefact),
      decisionThreshold: this.config.decisionThreshold,
      amountIndex: schema.features.findIndex(({ name }) => name === this.config.amount?.feature),
      trainedAt: details.createdAt,
    };
    this.logger.log(`${version} is active`);
  }

  /** Ranges, required features and missing values are rules of input: the config's count at once, without a new version. */
  private withConfiguredRules(schema: FeatureSchema): FeatureSchema {
    const { features } = this.config;
    return fingerprint(features) === fingerprint(schema.features) ? { ...schema, features } : schema;
  }
}
