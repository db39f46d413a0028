import { contributions, type Forest } from '../forest/index.js';
import { decodeRow, type EncodedRow, type FeatureValue } from './encoded-row.js';
import type { FeatureSchema } from './feature-schema.js';

/** What one feature added to, or took from, the probability. */
export interface Contribution {
  readonly feature: string;
  readonly value: FeatureValue;
  readonly contribution: number;
}

/** Why a transaction got its score: base + all contributions + rest is the probability, but for the rounding of doubles. */
export interface Explanation {
  /** The probability before any feature is known: the mean over the trees of the positive rate of the rows that each drew. */
  readonly base: number;
  /** The features that moved the probability most, the greatest move first. */
  readonly contributions: readonly Contribution[];
  /** The sum over all other features. */
  readonly rest: number;
}

const SHOWN_FEATURES = 10;

/** Explains the score of a row by the path attribution of its forest. Cost: that of one prediction. */
export function explain(forest: Forest, schema: FeatureSchema, row: EncodedRow): Explanation {
  const { base, contributions: moves } = contributions(forest, row.values);
  const values = decodeRow(schema.features, row);
  const all = schema.features
    .map(({ name }, index) => ({ feature: name, value: values[name] ?? null, contribution: moves[index] ?? 0 }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const rest = all.slice(SHOWN_FEATURES).reduce((sum, { contribution }) => sum + contribution, 0);
  return { base, contributions: all.slice(0, SHOWN_FEATURES), rest };
}
