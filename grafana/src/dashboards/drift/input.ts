import type { Section } from '../../dashboard.js';
import { statusHistory, timeseries } from '../../panels/index.js';
import { JOB } from '../../selectors.js';
import { MEAN_RANK } from '../../thresholds.js';
import { byFeature, FEATURES } from './features.js';

const RANKS = `{${JOB}, feature=~"$numeric"}[1d]`;

export const INPUT: Section = {
  title: 'Quality of the input',
  rows: [
    [
      timeseries({
        title: 'Missing values: the ten features with most',
        shows: 'Share of predictions without a value, over the window of feature figures.',
        act: 'A step up: an upstream system stopped sending it. The model goes on with what is left; tell the owner.',
        runbooks: ['FeatureDrift'],
        width: 6,
        height: 12,
        unit: 'percentunit',
        min: 0,
        queries: [
          {
            expr: `topk(10, ${byFeature('ml_feature_value', 'stat_type="missing_ratio"')} > 0)`,
            legend: '{{feature_name}}',
          },
        ],
      }),
      timeseries({
        title: 'Values out of range per minute',
        shows: 'Values outside the declared range, by feature.',
        act: 'Either the range in the config is too narrow, or a unit changed: look at a stored prediction.',
        width: 6,
        height: 12,
        unit: 'short',
        min: 0,
        noValue: 'none',
        queries: [
          {
            expr: `sum by (feature_name) (rate(ml_feature_out_of_range_total{${FEATURES}}[$__rate_interval])) * 60
              and on (feature_name) sum by (feature_name) (increase(ml_feature_out_of_range_total{${FEATURES}}[$__range])) > 0`,
            legend: '{{feature_name}}',
          },
        ],
      }),
      statusHistory({
        title: 'Mean rank of each numeric feature, over the last day',
        shows:
          'Where the values of the day before lie in the training data, 0 to 1. Grey: about 0.5, as in training. Blue: smaller values than then, orange: larger.',
        act: 'A row that changes colour for good: a change of scale or of customers; its ranks below say which. Every row at once: look upstream.',
        runbooks: ['FeatureMeanShift'],
        width: 12,
        height: 12,
        unit: 'none',
        decimals: 2,
        thresholds: MEAN_RANK,
        queries: [
          {
            expr: `sum by (feature) (rate(ml_feature_distribution_sum${RANKS}))
              / (sum by (feature) (rate(ml_feature_distribution_count${RANKS})) > 0)`,
            legend: '{{feature}}',
          },
        ],
      }),
    ],
  ],
};
