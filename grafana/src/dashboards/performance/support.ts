import { QUANTILES, TRUTHS, VERSION_STYLES } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { timeseries } from '../../panels/index.js';
import { byVersion, JOB, perMinute, quantile, VERSIONS } from '../../selectors.js';
import { SUMMARIES_LAG } from '../../thresholds.js';

export const SUPPORT: Section = {
  title: 'What the figures rest on',
  rows: [
    [
      timeseries({
        title: 'Labelled predictions',
        shows: 'Labelled predictions in the performance window, by version.',
        act: 'Below windows.minimum_labels (100 unless configured) figures are absent. Falling: labels stopped coming; ask whoever sends them.',
        runbooks: ['NoLabels'],
        width: 5,
        unit: 'short',
        min: 0,
        styles: VERSION_STYLES,
        queries: [{ expr: byVersion('ml_model_labelled_predictions'), legend: '{{model_version}}' }],
      }),
      timeseries({
        title: 'Label coverage',
        shows: 'Share of the predictions in the performance window whose label is known.',
        act: 'Falling: the feed of labels is late or broken, mend it; until then figures speak of older predictions.',
        runbooks: ['LabelsStalling', 'NoLabels'],
        width: 4,
        unit: 'percentunit',
        min: 0,
        max: 1,
        queries: [{ expr: `max(ml_label_coverage_ratio{${JOB}})`, legend: 'coverage' }],
      }),
      timeseries({
        title: 'Label delay: P50, P90',
        shows: 'Time from scoring to the moment at which the truth became known, of labels that arrived just then.',
        act: 'Rising: whoever labels is behind. Until they catch up go by the estimates.',
        runbooks: ['LabelsStalling'],
        width: 5,
        unit: 's',
        min: 0,
        styles: QUANTILES,
        queries: [
          { expr: quantile(0.5, 'ml_label_delay_seconds', JOB), legend: 'P50' },
          { expr: quantile(0.9, 'ml_label_delay_seconds', JOB), legend: 'P90' },
        ],
      }),
      timeseries({
        title: 'Labels per minute by outcome',
        shows: 'Labels as they are recorded: true and false positives (tp, fp) and negatives (tn, fn).',
        act: 'fn grows: fraud gets through; see recall. fp grows: customers are blocked for nothing; see precision.',
        runbooks: ['ModelAccuracyLow'],
        width: 5,
        unit: 'short',
        min: 0,
        stacked: true,
        styles: TRUTHS,
        queries: [{ expr: perMinute('ml_labels_total', VERSIONS, 'outcome'), legend: '{{outcome}}' }],
      }),
      timeseries({
        title: 'Figures behind the log',
        shows:
          'Age of the oldest stored prediction or label that the figures do not count yet. Dashed: where the alert fires.',
        act: 'Growing with the clock: nothing is added up, see the log. Level: too slow for the traffic. Until it falls every figure here is old.',
        runbooks: ['SummariesBehind'],
        width: 5,
        unit: 's',
        min: 0,
        thresholds: SUMMARIES_LAG,
        queries: [{ expr: `max(ml_summaries_lag_seconds{${JOB}})`, legend: 'behind' }],
      }),
    ],
  ],
};
