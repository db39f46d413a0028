import type { Value } from '../promql/expression.js';

/** Where the figures that conditions look at come from. */
export abstract class FigureSource {
  /** What evidence calls it. */
  abstract readonly name: 'prometheus' | 'own figures';

  /**
   * What PromQL expressions give at one moment.
   *
   * @param at milliseconds since 1970
   * @throws any error with a message for people when one of them can't be told
   */
  abstract evaluate(expressions: readonly string[], at: number, signal: AbortSignal): Promise<Value[]>;
}
