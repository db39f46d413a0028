import { Injectable } from '@nestjs/common';
import { type Forest, parseForest } from '../forest/index.js';
import { ActiveModel } from './active-model.js';
import type { EncodedRow } from './encoded-row.js';
import { explain, type Explanation } from './explanation.js';
import { ModelRegistry } from './model-registry.js';
import { SchemaStore } from './schema-store.js';

/** Older forests that are kept in memory: a few megabytes each. */
const KEPT = 3;

/** Says why a transaction got its score, by the forest that gave it, active or not. */
@Injectable()
export class Explainer {
  private readonly forests = new Map<string, Forest>();

  constructor(
    private readonly active: ActiveModel,
    private readonly registry: ModelRegistry,
    private readonly schemas: SchemaStore,
  ) {}

  async explain(scored: { modelVersion: string; schemaVersion: number; row: EncodedRow }): Promise<Explanation> {
    const [forest, schema] = await Promise.all([
      this.forest(scored.modelVersion),
      this.schemas.get(scored.schemaVersion),
    ]);
    return explain(forest, schema, scored.row);
  }

  private async forest(version: string): Promise<Forest> {
    const current = this.active.peek();
    if (current?.version === version) return current.forest;
    const forest = this.forests.get(version) ?? parseForest(await this.registry.artefact(version));
    // The map is in order of use: the first one has not been asked for longest.
    this.forests.delete(version);
    this.forests.set(version, forest);
    const [oldest] = this.forests.keys();
    if (this.forests.size > KEPT && oldest !== undefined) this.forests.delete(oldest);
    return forest;
  }
}
