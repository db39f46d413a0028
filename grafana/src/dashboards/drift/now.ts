import type { Section } from '../../dashboard.js';
import { stat } from '../../panels/index.js';
import { JOB } from '../../selectors.js';
import { NONE_IS_GOOD, PSI, YES_IS_BAD } from '../../thresholds.js';

export const NOW: Section = {
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
        act: 'Yellow from a tenth, red from half. Most of them at once: suspect the pipeline before the world.',
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
        mappings: YES_IS_BAD,
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
        act: 'More than none: the table below names the feature. Often a unit that changed upstream: tell its owner.',
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
};
