import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import type { TrainingSet } from '../../forest/index.js';
import { ModelRegistry, type ModelVersion, SchemaStore } from '../../models/index.js';
import type { Contender } from '../analysis/compare-models.js';
import { translate } from '../gate/translate.js';
import type { FeatureSchema } from '../../models/index.js';

/** The version that answers now. */
export interface ChampionVersion {
  readonly deploymentId: number;
  readonly threshold: number;
  readonly details: ModelVersion;
  /** Milliseconds since 1970: it was fitted on no newer row. */
  readonly fittedUpTo: number;
}

export type ReadableChampion =
  | { readonly kind: 'readable'; readonly contender: Contender }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Brings the active version and rows of the configured feature list together. */
@Injectable()
export class Champion {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly registry: ModelRegistry,
    private readonly schemas: SchemaStore,
  ) {}

  /** The active version, as the store says; undefined while there is none. */
  async current(): Promise<ChampionVersion | undefined> {
    const active = await this.registry.activeDeployment();
    if (!active) return undefined;
    const details = await this.registry.get(active.version);
    return {
      deploymentId: active.id,
      threshold: active.decisionThreshold ?? this.config.decisionThreshold,
      details,
      fittedUpTo: Date.parse(details.training.to),
    };
  }

  /** The champion on these rows. One of another feature list reads them as its own, when they have all of its features. */
  async on(
    { details, threshold }: ChampionVersion,
    set: TrainingSet,
    schema: FeatureSchema,
  ): Promise<ReadableChampion> {
    const [own, artefact] = await Promise.all([
      this.schemas.get(details.schemaVersion),
      this.registry.artefact(details.version),
    ]);
    const translation = translate(set.columns, schema.features, own.features);
    if (translation.kind === 'columns') {
      return { kind: 'readable', contender: { artefact, columns: translation.columns, threshold } };
    }
    const features = translation.features.join(', ');
    const reason = `${details.version} reads features that the configured list has not: ${features}. It can’t be compared on these rows`;
    return { kind: 'unreadable', reason };
  }
}
