import { parseDuration } from '../../../config/index.js';
import {
  AGGREGATES,
  ARITHMETIC,
  COMPARISONS,
  type Expression,
  isVector,
  type Matcher,
  type Matching,
  type Rate,
  type Selector,
  SET_OPERATORS,
} from './expression.js';
import { type Node, parseSyntax, PromqlError } from './syntax.js';

/** Figures are kept for so long, in milliseconds: 25 hours. */
export const LONGEST_RANGE_MS = 25 * 3_600_000;

const YEAR_MS = 365 * 86_400_000;
const NAME_LABEL = '__name__';
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" };

/**
 * Reads a PromQL expression of the part of the language that the process evaluates itself: numbers, selectors with
 * matchers, + - * / %, comparisons, and/or/unless, on/ignoring, sum/max/min/avg/count by/without, rate and increase of
 * at most 25 h, histogram_quantile.
 *
 * @throws PromqlError naming what is not PromQL, or not in this part
 */
export function parseExpression(text: string): Expression {
  return expressionOf(parseSyntax(text));
}

function expressionOf(node: Node): Expression {
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', value: numberOf(node.text) };
    case 'ParenExpr':
      return expressionOf(only(node));
    case 'UnaryExpr': {
      const [operator, operand] = pair(node);
      const value = expressionOf(operand);
      return operator.text === '-' ? { kind: 'negation', operand: value } : value;
    }
    case 'VectorSelector':
      return selectorOf(node);
    case 'BinaryExpr':
      return binaryOf(node);
    case 'AggregateExpr':
      return aggregationOf(node);
    case 'FunctionCall':
      return functionOf(node);
    default:
      return refuse(node);
  }
}

function refuse(node: Node, why = ''): never {
  throw new PromqlError(`"${node.text.slice(0, 60)}" can't be evaluated on the process's own figures${why}`);
}

function only(node: Node): Node {
  const [child, ...more] = node.children;
  return child && more.length === 0 ? child : refuse(node);
}

function pair(node: Node): [Node, Node] {
  const [first, second, ...more] = node.children;
  return first && second && more.length === 0 ? [first, second] : refuse(node);
}

function numberOf(text: string): number {
  const special = /^([+-]?)(inf|nan)$/i.exec(text);
  if (special) return special[2]?.toLowerCase() === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity;
  const negative = text.startsWith('-');
  const value = Number(text.replace(/^[+-]/, ''));
  if (Number.isNaN(value)) throw new PromqlError(`"${text}" is no number that the process understands`);
  return negative ? -value : value;
}

function selectorOf(node: Node): Selector {
  const matchers: Matcher[] = [];
  let metric = node.child('Identifier')?.text;
  for (const matcher of node.child('LabelMatchers')?.children ?? []) {
    const label = matcher.child('LabelName')?.text ?? refuse(matcher);
    const operator = matcher.child('MatchOp')?.text ?? refuse(matcher);
    const value = stringOf(matcher.child('StringLiteral') ?? refuse(matcher));
    if (label !== NAME_LABEL) matchers.push({ label, matches: matcherOf(operator, value, matcher) });
    else if (operator === '=' && metric === undefined) metric = value;
    else refuse(matcher, ': a selector names one metric');
  }
  return { kind: 'selector', metric: metric ?? refuse(node, ': it names no metric'), matchers };
}

function matcherOf(operator: string, value: string, node: Node): Matcher['matches'] {
  if (operator === '=') return (actual) => actual === value;
  if (operator === '!=') return (actual) => actual !== value;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${value})$`, 'u');
  } catch {
    return refuse(node, ': it is no regular expression that the process understands');
  }
  return operator === '=~' ? (actual) => pattern.test(actual) : (actual) => !pattern.test(actual);
}

function stringOf(node: Node): string {
  const inner = node.text.slice(1, -1);
  if (node.text.startsWith('`')) return inner;
  return inner.replace(
    /\\(.)/gs,
    (_, escaped: string) => ESCAPES[escaped] ?? refuse(node, `: \\${escaped} is unknown`),
  );
}

function binaryOf(node: Node): Expression {
  const parts = node.children.filter(({ name }) => !['BoolModifier', 'MatchingModifierClause'].includes(name));
  const [leftNode, operatorNode, rightNode] = parts;
  if (!leftNode || !operatorNode || !rightNode || parts.length > 3) return refuse(node);
  const left = expressionOf(leftNode);
  const right = expressionOf(rightNode);
  const clause = node.child('MatchingModifierClause');
  const bool = node.child('BoolModifier') !== undefined;
  if (clause?.child('GroupLeft') ?? clause?.child('GroupRight')) refuse(node, ': it has no group_left or group_right');
  if (clause && !(isVector(left) && isVector(right))) wrong(node, 'on and ignoring pair two sides that are series');
  const matching: Matching = { on: clause?.child('On') !== undefined, labels: labelsOf(clause) };

  const setOperator = SET_OPERATORS.find((name) => name === operatorNode.text.toLowerCase());
  if (setOperator) {
    if (bool || !isVector(left) || !isVector(right)) wrong(node, `${setOperator} takes two sides that are series`);
    return { kind: 'set', operator: setOperator, matching, left, right };
  }
  const comparison = COMPARISONS.find((name) => name === operatorNode.text);
  if (comparison && !bool && !isVector(left) && !isVector(right)) {
    wrong(node, 'a comparison of two numbers is written with bool');
  }
  const operator = comparison ?? ARITHMETIC.find((name) => name === operatorNode.text);
  if (!operator || (bool && !comparison)) return refuse(node);
  return { kind: 'binary', operator, bool, matching, left, right };
}

function wrong(node: Node, why: string): never {
  throw new PromqlError(`"${node.text.slice(0, 60)}" means nothing: ${why}`);
}

function labelsOf(node: Node | undefined): string[] {
  return node?.child('GroupingLabels')?.children.map(({ text }) => text) ?? [];
}

function aggregationOf(node: Node): Expression {
  const operator = AGGREGATES.find((name) => name === node.child('AggregateOp')?.text.toLowerCase());
  if (!operator) return refuse(node);
  const operand = expressionOf(only(node.child('FunctionCallBody') ?? refuse(node)));
  if (!isVector(operand)) wrong(node, `${operator} takes series`);
  const modifier = node.child('AggregateModifier');
  return { kind: 'aggregation', operator, by: !modifier?.child('Without'), labels: labelsOf(modifier), operand };
}

function functionOf(node: Node): Expression {
  const name = node.child('FunctionIdentifier')?.text;
  const body = node.child('FunctionCallBody') ?? refuse(node);
  if (name === 'rate' || name === 'increase') return rateOf(name, only(body));
  if (name !== 'histogram_quantile') return refuse(node);
  const [quantile, operand] = pair(body).map(expressionOf) as [Expression, Expression];
  if (isVector(quantile) || !isVector(operand))
    wrong(node, 'histogram_quantile takes a number and the series of buckets');
  return { kind: 'histogram_quantile', quantile, operand };
}

function rateOf(kind: Rate['kind'], node: Node): Rate {
  if (node.name !== 'MatrixSelector')
    return refuse(node, `: ${kind} takes a counter with a range, such as x_total[1h]`);
  const selector = selectorOf(node.child('VectorSelector') ?? refuse(node));
  const rangeMs = rangeOf(node.child('DurationExpr')?.text ?? '');
  if (rangeMs === undefined) return refuse(node, ': its range is no duration such as 5m or 1h30m');
  if (rangeMs > LONGEST_RANGE_MS) return refuse(node, ': figures are kept for 25h');
  return { kind, selector, rangeMs };
}

/** A PromQL duration (`1h30m`) in milliseconds. */
function rangeOf(text: string): number | undefined {
  const parts = text.match(/\d+(?:ms|[smhdwy])/g) ?? [];
  if (parts.length === 0 || parts.join('') !== text) return undefined;
  const lengths = parts.map((part) =>
    part.endsWith('y') ? Number.parseInt(part) * YEAR_MS : (parseDuration(part) ?? NaN),
  );
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return total > 0 ? total : undefined;
}
