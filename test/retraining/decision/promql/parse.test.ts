import { expect, it } from 'vitest';
import { parseExpression } from '../../../../src/retraining/decision/promql/parse.js';

it.each([
  ['', 'is no PromQL expression: something is missing at its end'],
  ['accuracy <', 'is no PromQL expression: something is missing at its end'],
  ['accuracy < 0.9)', 'it is wrong at character 15, ")"'],
  ['accuracy is low', 'it is wrong at character 10'],
  ['topk(3, accuracy)', '"topk(3, accuracy)" can\'t be evaluated on the process\'s own figures'],
  ['quantile(0.5, accuracy)', "can't be evaluated"],
  ['absent(accuracy)', '"absent(accuracy)" can\'t be evaluated'],
  ['accuracy offset 5m', '"accuracy offset 5m" can\'t be evaluated'],
  ['accuracy @ 5', "can't be evaluated"],
  ['accuracy[5m]', '"accuracy[5m]" can\'t be evaluated'],
  ['max_over_time(accuracy[5m])', "can't be evaluated"],
  ['rate(accuracy[5m:1m])', 'rate takes a counter with a range'],
  ['rate(accuracy)', 'rate takes a counter with a range'],
  ['rate(accuracy[2d])', 'figures are kept for 25h'],
  ['rate(accuracy[5])', 'its range is no duration'],
  ['accuracy ^ 2', "can't be evaluated"],
  ['accuracy * on (a) group_left () active', 'it has no group_left or group_right'],
  ['accuracy and 1', 'and takes two sides that are series'],
  ['1 < 2', 'a comparison of two numbers is written with bool'],
  ['sum(1)', 'sum takes series'],
  ['1 + on (a) 2', 'on and ignoring pair two sides that are series'],
  ['histogram_quantile(accuracy, accuracy)', 'histogram_quantile takes a number and the series of buckets'],
  ['histogram_quantile(0.5)', "can't be evaluated"],
  ['{zone="a"}', 'it names no metric'],
  ['{__name__=~"a.*"}', 'a selector names one metric'],
  ['accuracy{zone=~"("}', 'it is no regular expression'],
  ['accuracy{zone="\\q"}', '\\q is unknown'],
  ['"text"', "can't be evaluated"],
])('%s is refused: %s', (text, message) => {
  expect(() => parseExpression(text)).toThrow(message);
});

it.each([
  ['1e3', 1_000],
  ['0x1F', 31],
  ['-0x1F', -31],
  ['+.5', 0.5],
  ['Inf', Infinity],
  ['-inf', -Infinity],
  ['NaN', NaN],
])('%s is the number %d', (text, value) => {
  expect(parseExpression(text)).toEqual({ kind: 'number', value });
});
