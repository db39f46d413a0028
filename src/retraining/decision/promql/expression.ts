/** A PromQL expression, of the part of the language that the process evaluates itself. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | Selector
  | { readonly kind: 'negation'; readonly operand: Expression }
  | Binary
  | SetOperation
  | Aggregation
  | Rate
  | { readonly kind: 'histogram_quantile'; readonly quantile: Expression; readonly operand: Expression };

/** Series of one metric by their labels: `ml_labels_total{outcome=~"fp|fn"}`. */
export interface Selector {
  readonly kind: 'selector';
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** Whether a label's value is one that is asked for; a label that a series lacks is `''`. */
export interface Matcher {
  readonly label: string;
  readonly matches: (value: string) => boolean;
}

export const ARITHMETIC = ['+', '-', '*', '/', '%'] as const;
export const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const;
export const SET_OPERATORS = ['and', 'or', 'unless'] as const;
export const AGGREGATES = ['sum', 'max', 'min', 'avg', 'count'] as const;

export interface Binary {
  readonly kind: 'binary';
  readonly operator: (typeof ARITHMETIC)[number] | (typeof COMPARISONS)[number];
  /** A comparison that answers 1 or 0 instead of leaving series out. */
  readonly bool: boolean;
  readonly matching: Matching;
  readonly left: Expression;
  readonly right: Expression;
}

export interface SetOperation {
  readonly kind: 'set';
  readonly operator: (typeof SET_OPERATORS)[number];
  readonly matching: Matching;
  readonly left: Expression;
  readonly right: Expression;
}

/** Which labels pair the series of two sides: `on` these alone, or all but these (and the metric's name). */
export interface Matching {
  readonly on: boolean;
  readonly labels: readonly string[];
}

export interface Aggregation {
  readonly kind: 'aggregation';
  readonly operator: (typeof AGGREGATES)[number];
  /** Whether these labels are kept (`by`) or left out (`without`). */
  readonly by: boolean;
  readonly labels: readonly string[];
  readonly operand: Expression;
}

export interface Rate {
  readonly kind: 'rate' | 'increase';
  readonly selector: Selector;
  readonly rangeMs: number;
}

/** Labels of a series; its metric's name is under `__name__`. */
export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** What an expression gives at one moment. */
export type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'vector'; readonly samples: readonly Sample[] };

/** The expressions that are read from series, wherever they stand. */
export function leaves(expression: Expression): (Selector | Rate)[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'selector':
    case 'rate':
    case 'increase':
      return [expression];
    case 'negation':
    case 'aggregation':
      return leaves(expression.operand);
    case 'histogram_quantile':
      return [...leaves(expression.quantile), ...leaves(expression.operand)];
    case 'binary':
    case 'set':
      return [...leaves(expression.left), ...leaves(expression.right)];
  }
}

/** Whether an expression gives series, and not one number. */
export function isVector(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      return false;
    case 'negation':
      return isVector(expression.operand);
    case 'binary':
      return isVector(expression.left) || isVector(expression.right);
    case 'selector':
    case 'set':
    case 'aggregation':
    case 'rate':
    case 'increase':
    case 'histogram_quantile':
      return true;
  }
}
