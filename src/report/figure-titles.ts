import type { FigureName } from '../metrics/index.js';

/** The figures of performance as people call them. */
export const FIGURE_TITLES: Readonly<Record<FigureName, string>> = {
  accuracy: 'Accuracy',
  precision: 'Precision',
  recall: 'Recall',
  f1: 'F1',
  auc: 'ROC AUC',
  average_precision: 'Average precision',
  false_positive_rate: 'False positive rate',
};
