import { parseForest } from '../../forest/index.js';
import type { DecisionCosts } from '../../statistics/index.js';
import type { Figures } from '../gate/evidence.js';
import { figuresOf, type Truth } from '../gate/measure.js';
import { pickThreshold } from '../gate/threshold.js';
import type { Contender } from './compare-models.js';
import { scoreRows } from './evaluation.js';

/** A model whose threshold may be moved, and rows in the order of time. */
export interface MoveJob {
  readonly kind: 'move';
  readonly truth: Truth;
  readonly model: Contender;
  readonly costs: DecisionCosts;
}

/** The cheapest threshold of the older half of the rows, and figures on the newer half; `stay` when none can be picked. */
export type MoveMeasurement =
  | { readonly kind: 'stay' }
  | { readonly kind: 'move'; readonly movedTo: number; readonly before: Figures; readonly after: Figures };

/** Measures what moving the threshold alone would do. Cost: a scoring of each row, and sorts. */
export function measureMove({ truth: { labels, weights }, model, costs }: MoveJob): MoveMeasurement {
  const scores = scoreRows(parseForest(model.artefact), { columns: model.columns, labels });
  const half = Math.floor(labels.length / 2);
  const part = (start: number, end: number): Truth => ({
    labels: labels.subarray(start, end),
    ...(weights && { weights: weights.subarray(start, end) }),
  });
  const movedTo = pickThreshold(scores.subarray(0, half), part(0, half), costs);
  if (movedTo === undefined) return { kind: 'stay' };
  const newer = part(half, labels.length);
  const at = (threshold: number): Figures => figuresOf({ scores: scores.subarray(half), threshold }, newer, costs);
  return { kind: 'move', movedTo, before: at(model.threshold), after: at(movedTo) };
}
