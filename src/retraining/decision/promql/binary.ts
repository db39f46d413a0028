import type { Binary, Matching, Sample, SetOperation, Value } from './expression.js';
import { keyOf, matched, withoutName } from './labels.js';
import { PromqlError } from './syntax.js';

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Arithmetic or comparison of two values, as Prometheus does it: a comparison without `bool` leaves series out. */
export function evaluateBinary(expression: Binary, left: Value, right: Value): Value {
  const combine = combination(expression);
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    return { kind: 'scalar', value: combine(left.value, right.value, left.value) ?? 0 };
  }
  if (left.kind === 'vector' && right.kind === 'vector') {
    return { kind: 'vector', samples: paired(expression, left.samples, right.samples) };
  }
  const keepsName = expression.operator in COMPARISONS && !expression.bool;
  const each = ({ labels, value }: Sample): Sample[] => {
    const [a, b] = left.kind === 'scalar' ? [left.value, value] : [value, right.kind === 'scalar' ? right.value : NaN];
    const result = combine(a, b, value);
    return result === undefined ? [] : [{ labels: keepsName ? labels : withoutName(labels), value: result }];
  };
  const { samples } = left.kind === 'vector' ? left : (right as Extract<Value, { kind: 'vector' }>);
  return { kind: 'vector', samples: samples.flatMap(each) };
}

/** What two numbers give; undefined where a comparison leaves the series out, `kept` where it does not. */
function combination({ operator, bool }: Binary): (a: number, b: number, kept: number) => number | undefined {
  const arithmetic = ARITHMETIC[operator];
  if (arithmetic) return arithmetic;
  const holds = COMPARISONS[operator] ?? (() => false);
  if (bool) return (a, b) => Number(holds(a, b));
  return (a, b, kept) => (holds(a, b) ? kept : undefined);
}

function paired(expression: Binary, left: readonly Sample[], right: readonly Sample[]): Sample[] {
  const { matching, operator, bool } = expression;
  const combine = combination(expression);
  const partners = new Map<string, Sample>();
  for (const sample of right) {
    const key = keyOf(matched(sample.labels, matching));
    if (partners.has(key)) throw new PromqlError(`two series of the right side of ${operator} have the labels ${key}`);
    partners.set(key, sample);
  }
  const seen = new Set<string>();
  return left.flatMap(({ labels, value }) => {
    const key = keyOf(matched(labels, matching));
    const partner = partners.get(key);
    const result = partner && combine(value, partner.value, value);
    if (result === undefined) return [];
    if (seen.has(key)) throw new PromqlError(`two series of the left side of ${operator} have the labels ${key}`);
    seen.add(key);
    const keepsName = operator in COMPARISONS && !bool && !matching.on;
    const name = keepsName && labels['__name__'] !== undefined ? { __name__: labels['__name__'] } : {};
    return [{ labels: { ...name, ...matched(labels, matching) }, value: result }];
  });
}

/** `and`, `or` and `unless`: series of the left side, and for `or` also those of the right that it has no match for. */
export function evaluateSet({ operator, matching }: SetOperation, left: Value, right: Value): Value {
  const [ours, theirs] = [samplesOf(left), samplesOf(right)];
  if (operator === 'or') return { kind: 'vector', samples: [...ours, ...unmatched(theirs, ours, matching)] };
  const alone = unmatched(ours, theirs, matching);
  const samples = operator === 'unless' ? alone : ours.filter((sample) => !alone.includes(sample));
  return { kind: 'vector', samples };
}

function samplesOf(value: Value): readonly Sample[] {
  return value.kind === 'vector' ? value.samples : [];
}

function unmatched(samples: readonly Sample[], others: readonly Sample[], matching: Matching): Sample[] {
  const keys = new Set(others.map(({ labels }) => keyOf(matched(labels, matching))));
  return samples.filter(({ labels }) => !keys.has(keyOf(matched(labels, matching))));
}
