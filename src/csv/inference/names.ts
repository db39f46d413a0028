import { basename } from 'node:path';
import type { ConfigInput } from '../../config/index.js';
import type { FeatureInput } from './column-decision.js';

const WORD = /^\p{L}[\p{L}\p{N} _-]{0,62}$/u;
const BARE_TRUTH = /^(true|t|y)$/i;
const AMOUNT = /(^|[_.:-])(amount|amt)$/i;
const CAMEL_AMOUNT = /[a-z](Amount|Amt)$/;

/** A model name made of the file's: card_transactions.csv.gz is card-transactions. */
export function modelName(file: string): string {
  const stem = basename(file).replace(/\.(csv|tsv|txt)?(\.gz)?$/i, '');
  const words = stem.toLowerCase().match(/[a-z0-9]+/g);
  return words?.join('-').slice(0, 63) ?? 'model';
}

/** Names for the two classes: the label's own words, fraud and legitimate where the column says so, or the plainest. */
export function classNames(label: string, positive: string, negatives: readonly string[]): ConfigInput['classes'] {
  const negative = negatives.length === 1 ? negatives[0] : undefined;
  if (WORD.test(positive) && !BARE_TRUTH.test(positive)) {
    return {
      positive,
      negative: negative !== undefined && WORD.test(negative) ? negative : `not ${positive}`.slice(0, 63),
    };
  }
  if (/fraud/i.test(label)) return { positive: 'fraud', negative: 'legitimate' };
  return { positive: 'positive', negative: 'negative' };
}

/** The numeric feature that is named like an amount of money, the shortest name where there are several. */
export function amountFeature(features: readonly FeatureInput[]): string | undefined {
  const names = features
    .filter(({ kind, name }) => kind === 'numeric' && (AMOUNT.test(name) || CAMEL_AMOUNT.test(name)))
    .map(({ name }) => name);
  return names.sort((a, b) => a.length - b.length)[0];
}
