import { aggregate } from './aggregate.js';
import { evaluateBinary, evaluateSet } from './binary.js';
import type { Expression, Labels, Rate, Sample, Selector, Value } from './expression.js';
import { histogramQuantiles } from './histogram-quantile.js';
import { withoutName } from './labels.js';
import { increase, type Points } from './rate.js';
import { PromqlError } from './syntax.js';

/** Where an expression finds its series. */
export interface Series {
  /** The series of a metric as they are at the moment of evaluation, with `__name__` among the labels. */
  now(metric: string): readonly Sample[];
  /** The same with their points of the last `rangeMs` milliseconds. */
  during(metric: string, rangeMs: number): readonly (Points & { readonly labels: Labels })[];
}

/**
 * What an expression gives at the time `at` (milliseconds), as Prometheus would answer an instant query.
 *
 * @throws PromqlError when series can't be paired one to one
 */
export function evaluate(expression: Expression, series: Series, at: number): Value {
  const of = (operand: Expression): Value => evaluate(operand, series, at);
  switch (expression.kind) {
    case 'number':
      return { kind: 'scalar', value: expression.value };
    case 'selector':
      return {
        kind: 'vector',
        samples: series.now(expression.metric).filter(({ labels }) => selects(expression, labels)),
      };
    case 'negation': {
      const value = of(expression.operand);
      if (value.kind === 'scalar') return { kind: 'scalar', value: -value.value };
      const samples = value.samples.map((sample) => ({ labels: withoutName(sample.labels), value: -sample.value }));
      return { kind: 'vector', samples };
    }
    case 'binary':
      return evaluateBinary(expression, of(expression.left), of(expression.right));
    case 'set':
      return evaluateSet(expression, of(expression.left), of(expression.right));
    case 'aggregation':
      return { kind: 'vector', samples: aggregate(expression, samplesOf(of(expression.operand))) };
    case 'histogram_quantile': {
      const quantile = of(expression.quantile);
      const q = quantile.kind === 'scalar' ? quantile.value : NaN;
      return { kind: 'vector', samples: histogramQuantiles(q, samplesOf(of(expression.operand))) };
    }
    case 'rate':
    case 'increase':
      return { kind: 'vector', samples: rates(expression, series, at) };
  }
}

function selects({ matchers }: Selector, labels: Labels): boolean {
  return matchers.every(({ label, matches }) => matches(labels[label] ?? ''));
}

function samplesOf(value: Value): readonly Sample[] {
  if (value.kind === 'vector') return value.samples;
  throw new PromqlError('a number stands where series are needed');
}

function rates({ kind, selector, rangeMs }: Rate, series: Series, at: number): Sample[] {
  return series.during(selector.metric, rangeMs).flatMap(({ labels, ...points }) => {
    const growth = selects(selector, labels) ? increase(points, at - rangeMs, at) : undefined;
    if (growth === undefined) return [];
    return [{ labels: withoutName(labels), value: kind === 'rate' ? growth / (rangeMs / 1_000) : growth }];
  });
}
