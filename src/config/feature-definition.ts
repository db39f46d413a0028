import { z } from 'zod';

const name = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_.:-]{0,62}$/, 'must start with a letter, and have at most 63 letters, digits, _ . : -')
  .refine((text) => text !== '__proto__', 'is a name that JSON parsers refuse')
  .describe('Its name in a transaction.');

const common = {
  name,
  description: z.string().max(500).optional().describe('What it is, for people.'),
  required: z.boolean().default(true).describe('Whether a transaction without it is refused.'),
};

const numeric = z.strictObject({
  ...common,
  kind: z.literal('numeric'),
  range: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low <= high, 'the lower bound is above the upper bound')
    .optional()
    .describe('Lowest and highest valid value; see prediction.out_of_range.'),
  missing_values: z
    .array(z.union([z.number(), z.string()]))
    .default([])
    .describe('Values that mean: missing.'),
});

const categorical = z.strictObject({
  ...common,
  kind: z.literal('categorical'),
  categories: z
    .array(z.string().min(1).max(256))
    .min(1)
    .max(254, 'a categorical feature may list at most 254 categories: group the rare ones')
    .refine((list) => new Set(list).size === list.length, 'a category is listed twice')
    .describe('Every category the model knows; see prediction.unseen_categories.'),
  missing_values: z.array(z.string()).default([]).describe('Texts that mean: missing.'),
});

const boolean = z.strictObject({ ...common, kind: z.literal('boolean') });

/** One input of the model, as the config file declares it. */
export const featureDefinition = z.discriminatedUnion('kind', [numeric, categorical, boolean]);
