import { COMPARISONS, SET_OPERATORS } from './expression.js';
import { type Node, parseSyntax } from './syntax.js';

/** What a condition looks at: the figure that it compares, and which of several values of it is the worst. */
export interface Figure {
  /** PromQL of the figure. It gives series while there is data, whether or not the condition holds. */
  readonly expr: string;
  readonly worst: 'lowest' | 'highest';
  /** What holds of it in a breach, `< 0.9`; absent where it is compared with no number. */
  readonly limit?: string;
}

/**
 * The figure of a condition: of `x < 0.9` it is `x`, of `x > 3 and y > 2` it is `x`. A condition that compares nothing is
 * its own figure, of which the highest is the worst.
 *
 * @throws PromqlError when the text is no PromQL
 */
export function figureOf(condition: string): Figure {
  return find(parseSyntax(condition)) ?? { expr: condition, worst: 'highest' };
}

function find(node: Node): Figure | undefined {
  const [first] = node.children;
  if (node.name === 'ParenExpr') return first && find(first);
  if (node.name !== 'BinaryExpr' || node.child('BoolModifier')) return undefined;
  const parts = node.children.filter(({ name }) => name !== 'MatchingModifierClause');
  const [left, operatorNode, right] = parts;
  if (!left || !operatorNode || !right) return undefined;
  const operator = operatorNode.text.toLowerCase();
  if ((SET_OPERATORS as readonly string[]).includes(operator)) return operator === 'or' ? undefined : find(left);
  if (!(COMPARISONS as readonly string[]).includes(operator)) return undefined;
  const isSwapped = isNumber(left);
  const looksDown = operator.startsWith('<') !== isSwapped;
  const [figure, number] = isSwapped ? [right, left] : [left, right];
  return {
    expr: figure.text,
    worst: looksDown ? 'lowest' : 'highest',
    ...(isNumber(number) && { limit: `${isSwapped ? mirrored(operator) : operator} ${number.text}` }),
  };
}

function mirrored(operator: string): string {
  return operator.replace(/[<>]/, (sign) => (sign === '<' ? '>' : '<'));
}

function isNumber(node: Node): boolean {
  const [first] = node.children;
  return node.name === 'NumberDurationLiteral' || (node.name === 'ParenExpr' && first !== undefined && isNumber(first));
}
