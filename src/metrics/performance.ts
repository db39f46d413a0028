import type { Outcomes } from '../feedback/index.js';
import { accuracy, f1, precision, recall } from '../statistics/index.js';

/** The figures that are shown of each model version. */
export const FIGURES = { accuracy, precision, recall, f1 } as const;

export type FigureName = keyof typeof FIGURES;

/** How one model version did in a window. A figure that its labels can't give is absent. */
export interface Performance {
  readonly modelVersion: string;
  readonly labels: number;
  readonly figures: Readonly<Partial<Record<FigureName, number>>>;
}

/** The figures of a version from its labelled predictions; none at all below the minimum count of labels. */
export function performanceOf(outcomes: Outcomes, minimumLabels: number): Performance {
  const labels = outcomes.tp + outcomes.fp + outcomes.tn + outcomes.fn;
  const figures: Partial<Record<FigureName, number>> = {};
  if (labels >= minimumLabels) {
    for (const [name, figure] of Object.entries(FIGURES) as [FigureName, (typeof FIGURES)[FigureName]][]) {
      const value = figure(outcomes);
      if (value !== undefined) figures[name] = value;
    }
  }
  return { modelVersion: outcomes.modelVersion, labels, figures };
}
