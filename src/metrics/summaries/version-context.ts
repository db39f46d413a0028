import { Injectable } from '@nestjs/common';
import { type FeatureSchema, ModelRegistry, type Reference, SchemaStore } from '../../models/index.js';

/** What the predictions of a version are summarised against. */
export interface VersionContext {
  readonly schema: FeatureSchema;
  readonly reference: Reference | undefined;
}

/** The schema and the reference of each version; neither ever changes, so each is read once. */
@Injectable()
export class VersionContexts {
  private readonly contexts = new Map<string, VersionContext>();

  constructor(
    private readonly registry: ModelRegistry,
    private readonly schemas: SchemaStore,
  ) {}

  async of(modelVersion: string): Promise<VersionContext> {
    const known = this.contexts.get(modelVersion);
    if (known) return known;
    const { schemaVersion } = await this.registry.get(modelVersion);
    const [schema, reference] = await Promise.all([
      this.schemas.get(schemaVersion),
      this.registry.reference(modelVersion),
    ]);
    const context = { schema, reference };
    this.contexts.set(modelVersion, context);
    return context;
  }
}
