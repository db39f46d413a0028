import { STATISTICS } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { heatmap, stateTimeline, timeseries } from '../../panels/index.js';
import { JOB, shares } from '../../selectors.js';
import { NONE_IS_GOOD, YES_IS_BAD } from '../../thresholds.js';
import { byFeature } from './features.js';

export const SCORES: Section = {
  title: 'Scores',
  rows: [
    [
      heatmap({
        title: 'Distribution of scores',
        shows: 'Share of the predictions in each band of scores: the darker, the larger.',
        act: 'Mass moves up or down with no deployment beside it: inputs drift; see by feature. With one: compare fraud rates (Live).',
        runbooks: ['PredictionDrift'],
        width: 12,
        unit: 'percentunit',
        axis: 'percentunit',
        queries: [{ expr: shares('ml_prediction_distribution', JOB), legend: '{{le}}' }],
      }),
      timeseries({
        title: 'Drift of the scores by statistic',
        shows: 'PSI, Jensen-Shannon, Kolmogorov-Smirnov and Wasserstein of the scores against the reference.',
        act: 'PSI and KS both rise: a real shift; look for the inputs that moved with it. One alone: a matter of bins.',
        runbooks: ['PredictionDrift'],
        width: 6,
        unit: 'none',
        min: 0,
        styles: STATISTICS,
        queries: [
          { expr: `max by (statistic) (ml_prediction_drift{${JOB}, statistic!="chi2"})`, legend: '{{statistic}}' },
        ],
      }),
      stateTimeline({
        title: 'Features with a verdict of drift',
        shows: 'Features that drifted, while they did. Empty is good.',
        act: 'A band with no deployment at its end: look at the feature’s source. One that ends at a deployment was learned by the new version.',
        runbooks: ['FeatureDrift'],
        width: 6,
        height: 8,
        unit: 'none',
        mappings: YES_IS_BAD,
        thresholds: NONE_IS_GOOD,
        noValue: 'no feature has drifted',
        queries: [{ expr: `${byFeature('ml_feature_drifted')} == 1`, legend: '{{feature_name}}' }],
      }),
    ],
  ],
};

export const RANKS: Section = {
  title: 'Feature distribution, by rank in the training data',
  rows: [
    [
      heatmap({
        title: 'Ranks of $numeric',
        shows:
          'Share of the values in each tenth of what their version was fitted on. Undrifted, all ten bands hold a tenth: equally light. Darkest: three tenths and more.',
        act: 'Mass at the top or the bottom: values are larger or smaller than in training. One band alone: a constant. Either way ask whoever sends the feature.',
        runbooks: ['FeatureDrift', 'FeatureMeanShift'],
        width: 6,
        height: 6,
        unit: 'percentunit',
        axis: 'none',
        darkest: 0.3,
        cells: 24,
        repeatBy: 'numeric',
        queries: [{ expr: shares('ml_feature_distribution', `${JOB}, feature=~"$numeric"`), legend: '{{le}}' }],
      }),
    ],
  ],
};
