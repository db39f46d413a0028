import { positivesOf, type TrainingRows } from './training-rows.js';

/** Fewer positives, or negatives, than these say too little of which of two models is better. */
export const LEAST_OF_A_CLASS = 10;

/** Why a model can't be fitted on these rows, in words; undefined when it can. */
export function fitRefusal(rows: TrainingRows, minimumRows: number): string | undefined {
  if (rows.rows < minimumRows) {
    return `training needs ${minimumRows} labelled rows (training.minimum_rows), and there are ${rows.rows}: ${describeSources(rows)}`;
  }
  return oneClass('to fit on', rows.fitted.labels.length, positivesOf(rows.fitted), 1);
}

/** Why models can't be compared on the rows held out, in words; undefined when they can. */
export function comparisonRefusal(rows: number, positives: number): string | undefined {
  const refusal = oneClass('to compare on', rows, positives, LEAST_OF_A_CLASS);
  return (
    refusal && `${refusal}. Where labels of a class come late, a larger retraining.held_out_share reaches back further`
  );
}

/** Where the rows came from: `5,000 labelled predictions and 24,000 rows of history`. */
export function describeSources({ sources }: TrainingRows): string {
  const left = [
    sources.otherSchema > 0 && `${sources.otherSchema} rows of another feature list are left out`,
    sources.notExplored > 0 &&
      `${sources.notExplored} labels of blocked transactions are left out, exploration stands for them`,
    sources.isCapped && 'of more rows the oldest are left out',
  ].filter((text) => text !== false);
  return [`${sources.predictions} labelled predictions and ${sources.history} rows of history`, ...left].join('; ');
}

function oneClass(purpose: string, rows: number, positives: number, least: number): string | undefined {
  const negatives = rows - positives;
  if (positives >= least && negatives >= least) return undefined;
  const wanted = least === 1 ? 'both classes are needed' : `at least ${least} of each class are needed`;
  return `of the ${rows} rows ${purpose}, ${positives} are positive and ${negatives} negative: ${wanted}`;
}
