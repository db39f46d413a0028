import { NONE_IS_GOOD, PSI, YES_NO } from '../colours.js';
import type { Dashboard } from '../dashboard.js';
import { heatmap, stat, stateTimeline, statusHistory, table, timeseries } from '../panels.js';
import { buckets, JOB } from '../selectors.js';

const FEATURES = `${JOB}, feature_name=~"$feature"`;
const byFeature = (metric: string, matchers = ''): string =>
  `max by (feature_name) (${metric}{${[FEATURES, matchers].filter(Boolean).join(', ')}})`;

export const DRIFT: Dashboard = {
  uid: 'homeostat-drift',
  title: 'Data and drift',
  shows: 'Whether what comes in, and what goes out, still looks like what the active version was trained on.',
  variables: ['feature', 'numeric'],
  sections: [
    {
      title: 'Now',
      rows: [
        [
          stat({
            title: 'Features drifted',
            shows: 'Features that exceeded their threshold in two windows in a row.',
            act: 'More than none: the history below says which, and since when. GET /drift has every statistic.',
            runbooks: ['FeatureDrift'],
            width: 4,
            unit: 'none',
            thresholds: NONE_IS_GOOD,
            noValue: 'no verdict yet',
            queries: [{ expr: `sum(max by (feature_name) (ml_feature_drifted{${JOB}}))` }],
          }),
          stat({
            title: 'Share drifted',
            shows: 'Drifted features among those with a verdict.',
            act: 'Most of them at once: suspect the pipeline before the world.',
            runbooks: ['FeatureDrift'],
            width: 4,
            unit: 'percentunit',
            noValue: 'no verdict yet',
            thresholds: [
              [null, 'green'],
              [0.1, 'yellow'],
              [0.5, 'red'],
            ],
            queries: [{ expr: `max(ml_drift_share{${JOB}})` }],
          }),
          stat({
            title: 'Drift of the scores (PSI)',
            shows: 'How far scores are from those of rows that the active version was measured on.',
            act: 'Above 0.25: the model answers differently. See which inputs moved with it.',
            runbooks: ['PredictionDrift'],
            width: 4,
            unit: 'none',
            decimals: 2,
            thresholds: PSI,
            noValue: 'too few predictions',
            graph: true,
            queries: [{ expr: `max(ml_prediction_drift{${JOB}, statistic="psi"})` }],
          }),
          stat({
            title: 'Scores drifted',
            shows: 'The verdict on the scores: drifted in two windows in a row.',
            act: 'Yes: compare the fraud rate with the truth (Business) before you move the threshold.',
            runbooks: ['PredictionDrift', 'FraudRateShift'],
            width: 4,
            unit: 'none',
            thresholds: NONE_IS_GOOD,
            mappings: YES_NO,
            noValue: 'no verdict yet',
            queries: [{ expr: `max(ml_prediction_drifted{${JOB}})` }],
          }),
          stat({
            title: 'Predictions judged',
            shows: 'Predictions of the active version in the window that drift is judged on.',
            act: 'Below drift.minimum_rows (500 unless configured) nothing is judged: wait, or widen drift.window.',
            width: 4,
            unit: 'short',
            noValue: 'none',
            queries: [{ expr: `max(ml_drift_window_predictions{${JOB}})` }],
          }),
          stat({
            title: 'Out of range per minute',
            shows: 'Values scored although they lie outside the range that the config declares.',
            act: 'More than none: the table below names the feature. Often a unit that changed upstream.',
            width: 4,
            unit: 'short',
            thresholds: [
              [null, 'green'],
              [0.0001, 'yellow'],
            ],
            graph: true,
            queries: [{ expr: `sum(rate(ml_feature_out_of_range_total{${JOB}}[$__rate_interval])) * 60` }],
          }),
        ],
      ],
    },
    {
      title: 'Drift by feature',
      rows: [
        [
          statusHistory({
            title: 'PSI by feature over time',
            shows:
              'One row a feature: green below 0.1, yellow from 0.1, red from 0.25. Features that drift.tests leaves out are drawn as well.',
            act: 'One row turns red: look at its ranks and mean below. All at once: look upstream, or for a new version, which is compared with a reference of its own.',
            runbooks: ['FeatureDrift'],
            width: 12,
            height: 16,
            unit: 'none',
            decimals: 2,
            thresholds: PSI,
            queries: [{ expr: byFeature('ml_feature_drift', 'statistic="psi"'), legend: '{{feature_name}}' }],
          }),
          table({
            title: 'Features now',
            shows: 'The newest drift, verdict, missing share and out-of-range values of each feature.',
            act: 'Sorted by PSI. A high PSI with the verdict 0 is young: it counts once the next window says the same.',
            runbooks: ['FeatureDrift', 'FeatureMeanShift'],
            width: 12,
            height: 16,
            unit: 'none',
            sortBy: 'PSI',
            columns: [
              { of: 'feature_name', title: 'Feature' },
              { of: 'Value #A', title: 'PSI', unit: 'none', thresholds: PSI },
              { of: 'Value #B', title: 'Drifted', unit: 'none' },
              { of: 'Value #C', title: 'Missing', unit: 'percentunit' },
              { of: 'Value #D', title: 'Out of range', unit: 'short' },
            ],
            queries: [
              { expr: byFeature('ml_feature_drift', 'statistic="psi"') },
              { expr: byFeature('ml_feature_drifted') },
              { expr: byFeature('ml_feature_value', 'stat_type="missing_ratio"') },
              { expr: `sum by (feature_name) (increase(ml_feature_out_of_range_total{${FEATURES}}[$__range]))` },
            ],
          }),
        ],
      ],
    },
    {
      title: 'Quality of the input',
      rows: [
        [
          timeseries({
            title: 'Missing values: the ten features with most',
            shows: 'Share of predictions without a value, over the window of feature figures.',
            act: 'A step up: an upstream system stopped sending it. The model goes on with what is left; tell the owner.',
            runbooks: ['FeatureDrift'],
            width: 8,
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
            title: 'Out of range per minute',
            shows: 'Values outside the declared range, by feature.',
            act: 'Either the range in the config is too narrow, or a unit changed: look at a stored prediction.',
            width: 8,
            unit: 'short',
            min: 0,
            queries: [
              {
                expr: `sum by (feature_name) (rate(ml_feature_out_of_range_total{${FEATURES}}[$__rate_interval])) * 60 > 0`,
                legend: '{{feature_name}}',
              },
            ],
          }),
          timeseries({
            title: 'Means, against the start of the range',
            shows: 'Mean of each numeric feature over its mean at the left edge of the graph. 1 is no change.',
            act: 'A line that leaves 1 for good: a change of scale or of customers. FeatureMeanShift compares with a week ago.',
            runbooks: ['FeatureMeanShift'],
            width: 8,
            unit: 'none',
            decimals: 2,
            queries: [
              {
                expr: `${byFeature('ml_feature_mean')} / (max by (feature_name) (ml_feature_mean{${FEATURES}} @ start()) != 0)`,
                legend: '{{feature_name}}',
              },
            ],
          }),
        ],
      ],
    },
    {
      title: 'Scores',
      rows: [
        [
          heatmap({
            title: 'Distribution of scores',
            shows: 'Scores of stored predictions: the darker, the more of them.',
            act: 'Mass moves up or down with no deployment beside it: inputs drift. With one: compare fraud rates.',
            runbooks: ['PredictionDrift'],
            width: 12,
            unit: 'short',
            axis: 'percentunit',
            queries: [{ expr: buckets('ml_prediction_distribution', JOB), legend: '{{le}}' }],
          }),
          timeseries({
            title: 'Drift of the scores by statistic',
            shows: 'PSI, Jensen-Shannon, Kolmogorov-Smirnov and Wasserstein of the scores against the reference.',
            act: 'PSI and KS both rise: a real shift. One alone: a matter of bins.',
            runbooks: ['PredictionDrift'],
            width: 6,
            unit: 'none',
            min: 0,
            queries: [
              { expr: `max by (statistic) (ml_prediction_drift{${JOB}, statistic!="chi2"})`, legend: '{{statistic}}' },
            ],
          }),
          stateTimeline({
            title: 'Features with a verdict of drift',
            shows: 'Features that drifted, while they did.',
            act: 'Empty is good. A band that ends at a deployment was learned by the new version.',
            runbooks: ['FeatureDrift'],
            width: 6,
            height: 8,
            unit: 'none',
            mappings: YES_NO,
            thresholds: NONE_IS_GOOD,
            noValue: 'no feature has drifted',
            queries: [{ expr: `${byFeature('ml_feature_drifted')} == 1`, legend: '{{feature_name}}' }],
          }),
        ],
      ],
    },
    {
      title: 'Feature distribution, by rank in the training data',
      rows: [
        [
          heatmap({
            title: 'Ranks of $numeric',
            shows:
              'Each value’s rank in what its version was fitted on, 0 to 1. Undrifted, all ten bands are equally dark.',
            act: 'Mass at the top or the bottom: values are larger or smaller than in training. One band alone: a constant.',
            runbooks: ['FeatureDrift', 'FeatureMeanShift'],
            width: 6,
            height: 6,
            unit: 'short',
            axis: 'none',
            repeatBy: 'numeric',
            queries: [{ expr: buckets('ml_feature_distribution', `${JOB}, feature=~"$numeric"`), legend: '{{le}}' }],
          }),
        ],
      ],
    },
  ],
};
