import { createHash } from 'node:crypto';
import type { FeatureDefinition } from '../config/index.js';

/** A version of the feature list. Rows are stored with the version they were encoded by, so old ones stay readable. */
export interface FeatureSchema {
  readonly version: number;
  readonly features: readonly FeatureDefinition[];
}

/** Equal for two feature lists whose rows mean the same, whatever their descriptions, ranges and rules of input are. */
export function fingerprint(features: readonly FeatureDefinition[]): string {
  const meaning = features.map((feature) =>
    feature.kind === 'categorical' ? [feature.name, feature.kind, feature.categories] : [feature.name, feature.kind],
  );
  return createHash('sha256').update(JSON.stringify(meaning)).digest('hex');
}
