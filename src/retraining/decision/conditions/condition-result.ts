import type { Labels, Sample, Value } from '../promql/expression.js';
import type { Figure } from '../promql/figure.js';

const MAX_SERIES_TEXT = 200;

/** What was seen of a condition at one check. */
export interface ConditionResult {
  readonly name: string;
  readonly expr: string;
  readonly source: 'prometheus' | 'own figures';
  /** `ok`: there is a figure and it is fine. `no-data`: there is none. `error`: it could not be told. Only `breach` calls for a run. */
  readonly state: 'breach' | 'ok' | 'no-data' | 'error';
  /** The figure, the worst of several; absent when it is infinite. */
  readonly value?: number;
  /** What holds of the figure in a breach, `< 0.9`; absent where it is compared with no number. */
  readonly limit?: string;
  /** Which series it is of, or what went wrong. */
  readonly detail?: string;
}

type Judgement = Pick<ConditionResult, 'state' | 'value' | 'detail'>;

/**
 * Whether a condition holds: it gives a series, or a number other than 0. An empty answer is a breach to nobody; whether
 * it means fine or no data is told by the figure that the condition compares.
 *
 * @param given what the condition gave
 * @param figure what its figure gave; undefined where the condition compares nothing
 */
export function judge(given: Value, figure: Value | undefined, worst: Figure['worst']): Judgement {
  if (given.kind === 'scalar') {
    if (Number.isNaN(given.value)) return { state: 'no-data', detail: 'NaN' };
    return { state: given.value === 0 ? 'ok' : 'breach', ...shown({ labels: {}, value: given.value }, 0) };
  }
  const breaching = told(given);
  if (breaching.length > 0) return { state: 'breach', ...worstOf(breaching, worst) };
  if (figure === undefined && given.samples.length === 0) return { state: 'ok' };
  const known = told(figure ?? given);
  if (known.length > 0) return { state: 'ok', ...worstOf(known, worst) };
  const isEmpty = (figure ?? given).kind === 'vector' && samplesOf(figure ?? given).length === 0;
  return { state: 'no-data', detail: isEmpty ? 'no series' : 'NaN' };
}

function samplesOf(value: Value): readonly Sample[] {
  return value.kind === 'vector' ? value.samples : [{ labels: {}, value: value.value }];
}

function told(value: Value): Sample[] {
  return samplesOf(value).filter((sample) => !Number.isNaN(sample.value));
}

function worstOf(samples: readonly Sample[], worst: Figure['worst']): Pick<Judgement, 'value' | 'detail'> {
  const isWorse = (a: number, b: number): boolean => (worst === 'lowest' ? a < b : a > b);
  const found = samples.reduce((so, sample) => (isWorse(sample.value, so.value) ? sample : so));
  return shown(found, samples.length - 1);
}

function shown({ labels, value }: Sample, more: number): Pick<Judgement, 'value' | 'detail'> {
  const others = more > 0 ? [`${more} more series`] : [];
  const infinite = Number.isFinite(value) ? [] : [value > 0 ? '+Inf' : '-Inf'];
  const detail = [...infinite, ...seriesName(labels), ...others].join(', ');
  return { ...(Number.isFinite(value) && { value }), ...(detail !== '' && { detail }) };
}

function seriesName(labels: Labels): string[] {
  const text = Object.entries(labels)
    .filter(([label]) => label !== '__name__')
    .map(([label, value]) => `${label}="${value}"`)
    .join(', ');
  return text === '' ? [] : [text.slice(0, MAX_SERIES_TEXT)];
}
