import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { type Forest, parseForest } from '../forest/index.js';
import { compileEncoder, type Encoder } from './encoder.js';
import { type FeatureSchema, fingerprint } from './feature-schema.js';
import { ModelRegistry } from './model-registry.js';
import { SchemaStore } from './schema-store.js';

/** Everything that scoring a transaction needs, of one version. It never changes: another version is another object. */
export interface LoadedModel {
  readonly version: string;
  readonly schema: FeatureSchema;
  readonly encode: Encoder;
  readonly forest: Forest;
  /** From this probability on a transaction is positive. */
  readonly decisionThreshold: number;
  /** The share of positives that is let through to learn their labels; 0 for none. */
  readonly explorationShare: number;
  /** Where the config's amount feature stands in a row; -1 when there is none. */
  readonly amountIndex: number;
  readonly trainedAt: Date;
}

/** Brings versions from the registry into memory. */
@Injectable()
export class ModelLoader {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly registry: ModelRegistry,
    private readonly schemas: SchemaStore,
  ) {}

  /**
   * Cost: reads and parses the whole artefact.
   *
   * @param decisionThreshold null for the config's
   * @throws NotFound
   */
  async load(version: string, decisionThreshold: number | null): Promise<LoadedModel> {
    const [details, artefact] = await Promise.all([this.registry.get(version), this.registry.artefact(version)]);
    const schema = this.withConfiguredRules(await this.schemas.get(details.schemaVersion));
    return {
      version,
      schema,
      encode: compileEncoder(schema.features, this.config.prediction),
      forest: parseForest(artefact),
      decisionThreshold: decisionThreshold ?? this.config.decisionThreshold,
      explorationShare: this.config.retraining.explorationShare,
      amountIndex: schema.features.findIndex(({ name }) => name === this.config.amount?.feature),
      trainedAt: details.createdAt,
    };
  }

  /** @param decisionThreshold null for the config's */
  withThreshold(model: LoadedModel, decisionThreshold: number | null): LoadedModel {
    return { ...model, decisionThreshold: decisionThreshold ?? this.config.decisionThreshold };
  }

  /** Ranges, required features and missing values are rules of input: the config's count at once, without a new version. */
  private withConfiguredRules(schema: FeatureSchema): FeatureSchema {
    const { features } = this.config;
    return fingerprint(features) === fingerprint(schema.features) ? { ...schema, features } : schema;
  }
}
