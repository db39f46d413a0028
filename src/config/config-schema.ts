import { z } from 'zod';
import { camelKeys } from './camel-keys.js';
import { durationMs } from './duration.js';
import { featureDefinition } from './feature-definition.js';

const classes = z
  .strictObject({ positive: z.string().min(1).max(63), negative: z.string().min(1).max(63) })
  .refine((names) => names.positive !== names.negative, 'the two classes have the same name');

const features = z
  .array(featureDefinition)
  .min(1)
  .max(500)
  .superRefine((list, context) => {
    const seen = new Set<string>();
    for (const [index, feature] of list.entries()) {
      if (seen.has(feature.name)) {
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `"${feature.name}" is defined twice` });
      }
      seen.add(feature.name);
    }
  });

const forest = z.strictObject({
  engine: z.enum(['histogram-forest', 'ml-random-forest']).default('histogram-forest'),
  n_estimators: z.int().min(1).max(2_000).default(100),
  max_depth: z.int().min(1).max(30).default(10),
  min_samples_split: z.int().min(2).default(5),
  min_samples_leaf: z.int().min(1).default(1),
  max_features: z.union([z.enum(['sqrt', 'log2']), z.int().min(1)]).default('sqrt'),
  class_weight: z.enum(['none', 'balanced', 'balanced-bootstrap']).default('none'),
  max_bins: z.int().min(2).max(255).default(255),
  seed: z.int().min(0).max(0xffffffff).default(42),
  threads: z.union([z.literal('auto'), z.int().min(1).max(64)]).default('auto'),
});

const prediction = z.strictObject({
  out_of_range: z.enum(['accept', 'refuse']).default('accept'),
  unseen_categories: z.enum(['accept', 'refuse']).default('accept'),
  queue_rows: z.int().min(10_000).default(20_000),
});

const windows = z.strictObject({
  performance: durationMs.default(7 * 86_400_000),
  minimum_labels: z.int().min(1).default(100),
});

const retention = z.strictObject({
  predictions: durationMs.default(400 * 86_400_000),
  pending_labels: durationMs.default(120 * 86_400_000),
});

const training = z.strictObject({
  window: durationMs.default(90 * 86_400_000),
  minimum_rows: z.int().min(10).default(1_000),
});

/** The whole of `homeostat.config.yaml`: what the classifier is, and how it is kept. */
export const configSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes'),
    classes,
    decision_threshold: z.number().gt(0).lt(1).default(0.5),
    amount: z
      .strictObject({ feature: z.string(), currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code') })
      .optional(),
    features,
    forest: forest.prefault({}),
    prediction: prediction.prefault({}),
    windows: windows.prefault({}),
    retention: retention.prefault({}),
    training: training.prefault({}),
  })
  .superRefine((config, context) => {
    if (config.amount === undefined) return;
    const wanted = config.amount.feature;
    if (!config.features.some((feature) => feature.name === wanted && feature.kind === 'numeric')) {
      context.addIssue({
        code: 'custom',
        path: ['amount', 'feature'],
        message: `no numeric feature is named "${wanted}"`,
      });
    }
  })
  .transform(camelKeys);

/** The config as given in the file, before defaults. */
export type ConfigInput = z.input<typeof configSchema>;
/** The config as resolved: defaults filled in, durations in milliseconds, keys in camelCase. */
export type Config = z.output<typeof configSchema>;
export type FeatureDefinition = Config['features'][number];
