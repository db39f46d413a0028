import { REALISED_AND_ESTIMATED } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { type Panel, stat, timeseries } from '../../panels/index.js';
import { byVersion, ofActive } from '../../selectors.js';
import { ACCURACY } from '../../thresholds.js';

interface Figure {
  readonly name: string;
  readonly title: string;
  readonly meaning: string;
  readonly act: string;
  readonly runbooks: readonly string[];
}

const FIGURES: readonly Figure[] = [
  {
    name: 'accuracy',
    title: 'Accuracy',
    meaning: 'Share of labelled predictions that were right',
    act: 'Falling while the interval is narrow: the world has changed or the inputs broke. Look at Data and drift, then at Healing for what the service does about it.',
    runbooks: ['ModelAccuracyLow', 'ModelAccuracyWarning', 'ModelAccuracyCritical', 'EstimatedAccuracyLow'],
  },
  {
    name: 'precision',
    title: 'Precision',
    meaning: 'Share of positive predictions that were right',
    act: 'Falling alone: too many false alarms. See the threshold and the costs in Business.',
    runbooks: ['ModelAccuracyLow'],
  },
  {
    name: 'recall',
    title: 'Recall',
    meaning: 'Share of positive transactions that were found',
    act: 'Falling alone: a kind of fraud that the model has not seen. It needs labels of it, then a retraining.',
    runbooks: ['ModelAccuracyLow'],
  },
  {
    name: 'f1',
    title: 'F1',
    meaning: 'Harmonic mean of precision and recall',
    act: 'Follows whichever of the two is worse: look there.',
    runbooks: ['ModelAccuracyLow'],
  },
  {
    name: 'auc',
    title: 'ROC AUC',
    meaning: 'Probability that a positive gets a higher score than a negative',
    act: 'Steady while precision or recall fall: the ranking is right and the threshold is not; see Business. Falling: the model itself ages; retrain.',
    runbooks: ['ModelStale'],
  },
  {
    name: 'average_precision',
    title: 'Average precision',
    meaning: 'Mean precision over all recalls; with few positives it says more than ROC AUC',
    act: 'Falling: see recall by segment for where. A challenger with a lower one is refused by the gate.',
    runbooks: ['ModelStale'],
  },
];

function now({ name, title, meaning, runbooks }: Figure): Panel {
  return stat({
    title: `${title} now`,
    shows: `${meaning}, of the active version over the performance window.`,
    act: 'Lower than you expect: the graph below says since when. No data: fewer labels than windows.minimum_labels; go by the estimate there.',
    runbooks,
    width: 4,
    height: 3,
    unit: 'percentunit',
    decimals: 1,
    noValue: 'too few labels',
    ...(name === 'accuracy' && { thresholds: ACCURACY }),
    queries: [{ expr: ofActive(`ml_model_${name}`) }],
  });
}

function overTime({ name, title, meaning, act, runbooks }: Figure): Panel {
  const metric = `metric="${name}"`;
  return timeseries({
    title,
    shows: `${meaning}, by version. Band: 95 % interval of the active version. Dashed, uncoloured: its estimate from scores alone, which needs no labels.`,
    act: `${act} Estimate and realised figure apart: see whether the estimate is trusted, below.`,
    runbooks,
    width: 8,
    unit: 'percentunit',
    styles: REALISED_AND_ESTIMATED,
    ...(name === 'accuracy' && { thresholds: ACCURACY }),
    queries: [
      { expr: byVersion(`ml_model_${name}`), legend: '{{model_version}}' },
      { expr: ofActive('ml_model_metric_lower', metric), legend: '95 % low' },
      { expr: ofActive('ml_model_metric_upper', metric), legend: '95 % high' },
      { expr: ofActive(`ml_model_estimated_${name}`), legend: 'estimate' },
    ],
  });
}

export const REALISED: readonly Section[] = [
  { title: 'Active version', rows: [FIGURES.map(now)] },
  { title: 'Realised and estimated', rows: [FIGURES.slice(0, 3).map(overTime), FIGURES.slice(3).map(overTime)] },
];
