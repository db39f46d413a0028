import { expect, it } from 'vitest';
import { judge } from '../../../../src/retraining/decision/conditions/condition-result.js';
import type { Value } from '../../../../src/retraining/decision/promql/expression.js';
import { figureOf } from '../../../../src/retraining/decision/promql/figure.js';

const vector = (...values: number[]): Value => ({
  kind: 'vector',
  samples: values.map((value, place) => ({ labels: { __name__: 'x', replica: `r${place}` }, value })),
});
const scalar = (value: number): Value => ({ kind: 'scalar', value });

it.each<[string, Value, Value | undefined, object]>([
  ['a series is a breach', vector(0.8), vector(0.8), { state: 'breach', value: 0.8, detail: 'replica="r0"' }],
  [
    'of several series the worst is named',
    vector(0.8, 0.6, 0.7),
    vector(0.8, 0.6, 0.7),
    { state: 'breach', value: 0.6, detail: 'replica="r1", 2 more series' },
  ],
  ['no series and a figure is fine', vector(), vector(0.95), { state: 'ok', value: 0.95, detail: 'replica="r0"' }],
  ['no series and no figure is no data', vector(), vector(), { state: 'no-data', detail: 'no series' }],
  ['no series and a figure of NaN is no data', vector(), vector(NaN), { state: 'no-data', detail: 'NaN' }],
  ['NaN is no breach', vector(NaN), vector(NaN), { state: 'no-data', detail: 'NaN' }],
  ['a condition that compares nothing is fine without series', vector(), undefined, { state: 'ok' }],
  ['a condition that compares nothing has no data of NaN', vector(NaN), undefined, { state: 'no-data', detail: 'NaN' }],
  [
    'infinite figures are told in words',
    vector(Infinity),
    undefined,
    { state: 'breach', detail: '+Inf, replica="r0"' },
  ],
  ['a number other than 0 is a breach', scalar(2), undefined, { state: 'breach', value: 2 }],
  ['the number 0 is fine', scalar(0), undefined, { state: 'ok', value: 0 }],
  ['the number NaN is no data', scalar(NaN), undefined, { state: 'no-data', detail: 'NaN' }],
])('%s', (_, given, figure, expected) => {
  expect(judge(given, figure, 'lowest')).toEqual(expected);
});

it('of a condition that looks upwards the highest figure is the worst', () => {
  expect(judge(vector(3, 9, 5), vector(3, 9, 5), 'highest')).toMatchObject({ value: 9 });
});

it.each<[string, string, string, string?]>([
  ['x < 0.9', 'x', 'lowest', '< 0.9'],
  ['x <= 0.9', 'x', 'lowest', '<= 0.9'],
  ['0.9 > x', 'x', 'lowest', '< 0.9'],
  ['x > 0.3', 'x', 'highest', '> 0.3'],
  ['0.3 < (x)', '(x)', 'highest', '> 0.3'],
  ['(max by (a) (x and on (a) (y == 1)) < 0.9)', 'max by (a) (x and on (a) (y == 1))', 'lowest', '< 0.9'],
  ['x < 0.9 and on () y > 3', 'x', 'lowest', '< 0.9'],
  ['x < ignoring (a) y', 'x', 'lowest'],
  ['x > 3 unless y', 'x', 'highest', '> 3'],
  ['x < 1 or y < 1', 'x < 1 or y < 1', 'highest'],
  ['absent(x)', 'absent(x)', 'highest'],
  ['x < bool 1', 'x < bool 1', 'highest'],
])('the figure of %s is %s, of which the %s is the worst', (condition, expr, worst, limit) => {
  expect(figureOf(condition)).toEqual({ expr, worst, ...(limit && { limit }) });
});
