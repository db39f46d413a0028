import { z } from 'zod';
import { durationMs } from './duration.js';

/** Which predictions the figures are of. */
export const windows = z.strictObject({
  performance: durationMs
    .prefault('14d')
    .describe(
      'Accuracy and the like are of the predictions scored in this rolling window; longer than labels take to come, or none is ever there.',
    ),
  minimum_labels: z.int().min(1).default(100).describe('Below this many labels in the window a figure is absent.'),
  features: durationMs
    .prefault('1d')
    .describe('Feature figures (mean, min, missing) are of the predictions scored in this rolling window.'),
});

/** A split of predictions by one feature. */
export const segment = z.strictObject({
  feature: z.string().describe('The feature that splits predictions into segments.'),
  edges: z
    .array(z.number())
    .max(20)
    .refine(
      (edges) => edges.every((edge, place) => place === 0 || edge > (edges[place - 1] ?? 0)),
      'the edges must ascend',
    )
    .default([])
    .describe('Where a numeric feature is cut; an edge belongs to the range above it.'),
});

/** A test of whether a column's distribution changed; `none` shows its figures and tests only missing, out-of-range and unseen values. */
export const DRIFT_TESTS = ['psi', 'ks', 'js', 'wasserstein', 'chi2', 'none'] as const;

const wholeHours = durationMs.refine((length) => length > 0 && length % 3_600_000 === 0, 'must be whole hours');

/** How inputs and scores are compared with what the active version was trained on. */
export const drift = z
  .strictObject({
    minimum_rows: z
      .int()
      .min(50)
      .default(500)
      .describe('A window reaches back until it has so many predictions; with fewer there is no verdict.'),
    window: wholeHours.prefault('7d').describe('The longest that a window reaches back.'),
    cycle: wholeHours
      .prefault('1d')
      .describe(
        'Windows are whole numbers of this, so that each time of day counts alike: 7d when inputs follow the weekday, 1h when none follows the clock.',
      ),
    false_alarm_rate: z
      .number()
      .gt(0)
      .max(0.2)
      .default(0.01)
      .describe('Chance that one window without drift exceeds any threshold, shared by all tests of a check.'),
    tests: z
      .record(z.string(), z.enum(DRIFT_TESTS))
      .default({})
      .describe(
        'The test of a feature, by its name; psi where none is named. psi: at least 0.1 and not chance; ks, chi2: p below its share of false_alarm_rate; js: at least 0.1, which chance alone reaches below some 1,000 rows; wasserstein: at least 0.1 standard deviations for certain (values are known by their bins only, so it is blind where a column has heavy tails, as amounts have); none: only missing, out-of-range and unseen values are tested, for what follows the calendar.',
      )
      // Names of features stay as they are: a list, whose keys have no underscore, passes camelKeys unchanged.
      .transform((tests) => Object.entries(tests).map(([feature, test]) => ({ feature, test }))),
  })
  .refine(({ window, cycle }) => cycle <= window, {
    path: ['cycle'],
    message: 'is longer than the longest window',
  });

/** How performance is estimated before labels come. */
export const estimation = z.strictObject({
  expected_positives: z
    .int()
    .min(10)
    .default(50)
    .describe('Predictions are estimated in chunks that hold about so many positives.'),
  minimum_coverage: z
    .number()
    .gt(0)
    .max(1)
    .default(0.8)
    .describe('An estimate is compared with the truth once this share of its predictions has a label.'),
});
