import { z } from 'zod';
import { camelKeys } from './camel-keys.js';
import { durationMs, formatDuration } from './duration.js';
import { featureDefinition } from './feature-definition.js';
import { retraining } from './retraining-config.js';
import { drift, estimation, segment, windows } from './watch-config.js';

const classes = z
  .strictObject({
    positive: z.string().min(1).max(63).describe('Name of class 1, the one to be found.'),
    negative: z.string().min(1).max(63).describe('Name of class 0.'),
  })
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

/** Most rows that a forest is fitted on. */
const MAX_ROWS = 2 ** 25;

const forest = z.strictObject({
  engine: z
    .enum(['histogram-forest', 'ml-random-forest'])
    .default('histogram-forest')
    .describe(
      'What fits the forest; ml-random-forest is slow, gets a sample of 1,000 rows, and knows no class_weight, min_samples_leaf, max_bins, categories or weights.',
    ),
  n_estimators: z.int().min(1).max(2_000).default(100).describe('Number of trees.'),
  max_depth: z.int().min(1).max(30).default(10).describe('Levels of splits in a tree.'),
  min_samples_split: z.int().min(2).max(MAX_ROWS).default(5).describe('A node of fewer rows is not split.'),
  min_samples_leaf: z.int().min(1).max(MAX_ROWS).default(1).describe('A leaf holds at least so many rows.'),
  max_features: z
    .union([z.enum(['sqrt', 'log2']), z.int().min(1)])
    .default('sqrt')
    .describe('Features tried at each split.'),
  class_weight: z
    .enum(['none', 'balanced', 'balanced-bootstrap'])
    .default('none')
    .describe('How a rare class is helped to shape the trees; probabilities stay at the true rate.'),
  max_bins: z.int().min(2).max(255).default(255).describe('Distinct values of a feature that splits can tell apart.'),
  seed: z
    .int()
    .min(0)
    .max(0xffffffff)
    .default(42)
    .describe('The same seed and rows give the same forest, byte for byte.'),
  threads: z
    .union([z.literal('auto'), z.int().min(1).max(64)])
    .default('auto')
    .describe('Threads of a fit; auto is one a processor, but for one that is left to requests.'),
});

const prediction = z.strictObject({
  out_of_range: z
    .enum(['accept', 'refuse'])
    .default('accept')
    .describe('A number outside its declared range: score and count it, or refuse the request.'),
  unseen_categories: z
    .enum(['accept', 'refuse'])
    .default('accept')
    .describe('A category that its feature does not list: score it as one unseen category, or refuse the request.'),
  queue_rows: z
    .int()
    .min(10_000)
    .default(20_000)
    .describe('Predictions that may wait to be stored; past it requests get 503 with Retry-After.'),
});

const retention = z.strictObject({
  predictions: durationMs
    .prefault('400d')
    .describe('Predictions and their labels are forgotten after this, in whole weeks.'),
  pending_labels: durationMs.prefault('120d').describe('Labels whose prediction never came are forgotten after this.'),
});

const training = z.strictObject({
  minimum_rows: z.int().min(10).default(1_000).describe('A model is not trained on fewer labelled rows.'),
});

/** How far back figures reach: what is younger must not be forgotten. */
function longestWindow(config: { windows: z.output<typeof windows>; drift: z.output<typeof drift> }): {
  name: string;
  ms: number;
} {
  const reaches = [
    { name: 'windows.performance', ms: config.windows.performance },
    { name: 'windows.features', ms: config.windows.features },
    { name: 'twice drift.window', ms: 2 * config.drift.window },
  ];
  return reaches.reduce((a, b) => (b.ms > a.ms ? b : a));
}

/** The whole of `homeostat.config.yaml`: what the classifier is, and how it is kept. */
export const configSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes')
      .describe('What the model is called.'),
    classes,
    decision_threshold: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.5)
      .describe('From this probability on a transaction is of the positive class.'),
    amount: z
      .strictObject({
        feature: z.string().describe('The numeric feature that holds the money at stake.'),
        currency: z
          .string()
          .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
          .describe('Its currency, an ISO 4217 code.'),
      })
      .optional(),
    features,
    forest: forest.prefault({}),
    prediction: prediction.prefault({}),
    windows: windows.prefault({}),
    segments: z
      .array(segment)
      .max(5)
      .default([])
      .describe(
        'Splits of predictions, each `{ feature: NAME }`, for a numeric feature with `edges: [50, 200]` (an edge belongs to the range above it): accuracy, precision and recall of each part, on GET /performance (there also F1 and the false-positive rate) and /metrics, and watched by the gate. ROC AUC and average precision are of all predictions alone: scores are not kept by segment.',
      ),
    retention: retention.prefault({}),
    training: training.prefault({}),
    drift: drift.prefault({}),
    estimation: estimation.prefault({}),
    retraining: retraining.prefault({}),
  })
  .superRefine((config, context) => {
    const kinds = new Map(config.features.map(({ name, kind }) => [name, kind]));
    const complain = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (config.amount && kinds.get(config.amount.feature) !== 'numeric') {
      complain(['amount', 'feature'], `no numeric feature is named "${config.amount.feature}"`);
    }
    const longest = longestWindow(config);
    if (config.retention.predictions < longest.ms) {
      const [kept, needed] = [formatDuration(config.retention.predictions), formatDuration(longest.ms)];
      complain(['retention', 'predictions'], `${kept} is shorter than ${longest.name}, which needs ${needed}`);
    }
    if (config.forest.engine === 'ml-random-forest' && config.forest.class_weight !== 'none') {
      complain(['forest', 'class_weight'], 'ml-random-forest has no class weights; the engine histogram-forest has');
    }
    for (const { feature, test } of config.drift.tests) {
      const kind = kinds.get(feature);
      if (kind === undefined) complain(['drift', 'tests', feature], `no feature is named "${feature}"`);
      else if (kind !== 'numeric' && ['ks', 'wasserstein'].includes(test)) {
        complain(['drift', 'tests', feature], `"${feature}" is not numeric: ${test} is a test of numbers`);
      }
    }
    for (const [index, { feature, edges }] of config.segments.entries()) {
      const kind = kinds.get(feature);
      if (kind === undefined) complain(['segments', index, 'feature'], `no feature is named "${feature}"`);
      if (kind === 'numeric' && edges.length === 0) {
        complain(['segments', index, 'edges'], `"${feature}" is numeric: say where to cut it`);
      }
      if (kind !== undefined && kind !== 'numeric' && edges.length > 0) {
        complain(['segments', index, 'edges'], `"${feature}" is not numeric and takes no edges`);
      }
    }
  })
  .transform(camelKeys);

/** The config as given in the file, before defaults. */
export type ConfigInput = z.input<typeof configSchema>;
/** The config as resolved: defaults filled in, durations in milliseconds, keys in camelCase. */
export type Config = z.output<typeof configSchema>;
export type FeatureDefinition = Config['features'][number];
