import type { ConfigInput } from '../../config/index.js';

export type FeatureInput = ConfigInput['features'][number];

/** What becomes of a column, and why, in words for the person who reads the config. */
export type ColumnDecision =
  | {
      readonly kind: 'feature';
      readonly column: string;
      readonly feature: FeatureInput;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'excluded'; readonly column: string; readonly reason: string }
  /** It tells the label almost perfectly, so it was probably written after the truth was known. */
  | { readonly kind: 'suspected-leak'; readonly column: string; readonly reason: string };

/** The columns that have a part other than being a feature. */
export interface ColumnRoles {
  readonly label: string;
  readonly positive: string;
  readonly time?: string | undefined;
  readonly id?: string | undefined;
  readonly exclude: readonly string[];
}

/** Counts as people read them: 41,188. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
