import { createHash } from 'node:crypto';
import type { Config, FeatureDefinition } from '../../config/index.js';

type SegmentDefinition = Config['segments'][number];

/** The segments that a row belongs to, one of each configured segmentation, such as `channel=online`. */
export type Segmenter = (values: Float64Array, features: readonly FeatureDefinition[]) => string[];

/** A short name for a configuration of segments: the same for the same one, in every replica. */
export function segmentationName(segments: readonly SegmentDefinition[]): string {
  return createHash('sha256').update(JSON.stringify(segments)).digest('hex').slice(0, 16);
}

/** Compiles the config's segments. Their names come from the config alone, never from a request. */
export function compileSegments(segments: readonly SegmentDefinition[]): Segmenter {
  return (values, features) =>
    segments.map((segment) => {
      const index = features.findIndex(({ name }) => name === segment.feature);
      const feature = features[index];
      const value = values[index] ?? NaN;
      return `${segment.feature}=${feature && !Number.isNaN(value) ? part(feature, value, segment.edges) : 'missing'}`;
    });
}

function part(feature: FeatureDefinition, value: number, edges: readonly number[]): string {
  switch (feature.kind) {
    case 'boolean':
      return String(value === 1);
    case 'categorical':
      return feature.categories[value] ?? '(unseen)';
    case 'numeric':
      return range(edges.filter((edge) => edge <= value).length, edges);
  }
}

/** Place 0 lies below the first edge; an edge belongs to the range above it. */
function range(place: number, edges: readonly number[]): string {
  if (place === 0) return `below ${edges[0] ?? ''}`;
  return place === edges.length ? `from ${edges.at(-1) ?? ''}` : `${edges[place - 1] ?? ''} to ${edges[place] ?? ''}`;
}
