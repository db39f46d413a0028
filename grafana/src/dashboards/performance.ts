import { ACCURACY, YES_NO } from '../colours.js';
import type { Dashboard } from '../dashboard.js';
import { type Panel, stat, stateTimeline, table, timeseries } from '../panels.js';
import { byVersion, JOB, ofActive, perMinute, quantile, VERSIONS } from '../selectors.js';

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
    runbooks: ['ModelAccuracyLow', 'ModelAccuracyWarning', 'EstimatedAccuracyLow'],
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
    act: 'Steady while precision or recall fall: the ranking is right and the threshold is not. Falling: the model itself ages.',
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
    act: 'No data: fewer labels than windows.minimum_labels. The graph below has the interval and the estimate.',
    runbooks,
    width: 4,
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
    shows: `${meaning}, by version. Band: 95 % interval of the active version. Orange, dashed: its estimate from scores alone, which needs no labels.`,
    act: `${act} Estimate and realised figure apart: see whether the estimate is trusted, below.`,
    runbooks,
    width: 8,
    unit: 'percentunit',
    styles: {
      '95 % high': { color: 'rgba(128, 128, 128, 0.4)', fillTo: '95 % low' },
      '95 % low': { color: 'rgba(128, 128, 128, 0.4)' },
      estimate: { color: 'orange', dashed: true },
    },
    ...(name === 'accuracy' && { thresholds: ACCURACY }),
    queries: [
      { expr: byVersion(`ml_model_${name}`), legend: '{{model_version}}' },
      { expr: ofActive('ml_model_metric_lower', metric), legend: '95 % low' },
      { expr: ofActive('ml_model_metric_upper', metric), legend: '95 % high' },
      { expr: ofActive(`ml_model_estimated_${name}`), legend: 'estimate' },
    ],
  });
}

function bySegment(figure: 'accuracy' | 'precision' | 'recall', act: string): Panel {
  return timeseries({
    title: `${figure[0]?.toUpperCase() ?? ''}${figure.slice(1)} by segment`,
    shows: `The same ${figure}, of the active version in each configured segment; absent below windows.minimum_labels.`,
    act,
    width: 8,
    unit: 'percentunit',
    queries: [
      {
        expr: `max by (segment) (ml_segment_${figure}{${JOB}, segment=~"$segment"}
          and on (model_version) (max by (model_version) (ml_model_active{${JOB}}) == 1))`,
        legend: '{{segment}}',
      },
    ],
  });
}

export const PERFORMANCE: Dashboard = {
  uid: 'homeostat-performance',
  title: 'Model performance',
  shows: 'How often the model is right, by the labels that have come, and by estimate where they have not.',
  variables: ['version', 'segment'],
  sections: [
    { title: 'Active version', rows: [FIGURES.map(now)] },
    { title: 'Realised and estimated', rows: [FIGURES.slice(0, 3).map(overTime), FIGURES.slice(3).map(overTime)] },
    {
      title: 'What the figures rest on',
      rows: [
        [
          timeseries({
            title: 'Labelled predictions',
            shows: 'Labelled predictions in the performance window, by version.',
            act: 'Below windows.minimum_labels (100 unless configured) figures are absent. Falling: labels stopped coming.',
            runbooks: ['NoLabels'],
            width: 6,
            unit: 'short',
            min: 0,
            queries: [{ expr: byVersion('ml_model_labelled_predictions'), legend: '{{model_version}}' }],
          }),
          timeseries({
            title: 'Label coverage',
            shows: 'Share of the predictions in the performance window whose label is known.',
            act: 'Falling: the feed of labels is late or broken; figures then speak of older predictions.',
            runbooks: ['LabelsStalling', 'NoLabels'],
            width: 6,
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
            width: 6,
            unit: 's',
            min: 0,
            styles: { P50: { color: 'green' }, P90: { color: 'yellow' } },
            queries: [
              { expr: quantile(0.5, 'ml_label_delay_seconds', JOB), legend: 'P50' },
              { expr: quantile(0.9, 'ml_label_delay_seconds', JOB), legend: 'P90' },
            ],
          }),
          timeseries({
            title: 'Labels per minute by outcome',
            shows: 'Labels as they come: true and false positives (tp, fp), true and false negatives (tn, fn).',
            act: 'fn grows: fraud gets through. fp grows: customers are blocked for nothing.',
            runbooks: ['ModelAccuracyLow'],
            width: 6,
            unit: 'short',
            min: 0,
            stacked: true,
            queries: [{ expr: perMinute('ml_labels_total', VERSIONS, 'outcome'), legend: '{{outcome}}' }],
          }),
        ],
      ],
    },
    {
      title: 'Estimates and segments',
      rows: [
        [
          stateTimeline({
            title: 'Estimated figure outside its limits',
            shows: 'Which estimated figures of the active version left the limits that they kept in training.',
            act: 'Red before labels come: expect the realised figure to follow, unless the estimate is not trusted.',
            runbooks: ['EstimatedAccuracyLow'],
            width: 12,
            unit: 'none',
            mappings: YES_NO,
            thresholds: [
              [null, 'green'],
              [1, 'red'],
            ],
            queries: [
              {
                expr: `max by (metric) (ml_model_estimate_alert{${JOB}}
                  and on (model_version) (max by (model_version) (ml_model_active{${JOB}}) == 1))`,
                legend: '{{metric}}',
              },
            ],
          }),
          stateTimeline({
            title: 'Estimates trusted',
            shows: 'Red when most of the last three estimates that labels could check were wrong, by version.',
            act: 'Red: what a score means has changed (concept drift). Go by labels only until a retraining.',
            runbooks: ['EstimateUntrusted'],
            width: 12,
            unit: 'none',
            mappings: { 0: { text: 'not trusted', color: 'red' }, 1: { text: 'trusted', color: 'green' } },
            thresholds: [
              [null, 'red'],
              [1, 'green'],
            ],
            queries: [{ expr: byVersion('ml_model_estimate_trusted'), legend: '{{model_version}}' }],
          }),
        ],
        [
          bySegment('accuracy', 'One segment falls alone: its source changed, or it has few labels (see the table).'),
          bySegment(
            'precision',
            'Low in one segment: false alarms fall on those customers. Check its features in Data and drift.',
          ),
          bySegment('recall', 'Low in one segment: fraud hides there. Label more of it.'),
        ],
        [
          table({
            title: 'Versions',
            shows: 'The newest versions, when they were trained and what their figures rest on.',
            act: 'Compare versions only where both have enough labels.',
            runbooks: ['ModelStale'],
            width: 12,
            unit: 'none',
            sortBy: 'Trained',
            columns: [
              { of: 'model_version', title: 'Version' },
              { of: 'Value #A', title: 'Trained', unit: 'dateTimeAsIso' },
              { of: 'Value #B', title: 'Labels', unit: 'short' },
              { of: 'Value #C', title: 'Accuracy', unit: 'percentunit', thresholds: ACCURACY },
              { of: 'Value #D', title: 'False positive rate', unit: 'percentunit' },
            ],
            queries: [
              { expr: `${byVersion('ml_model_trained_timestamp_seconds')} * 1000` },
              { expr: byVersion('ml_model_labelled_predictions') },
              { expr: byVersion('ml_model_accuracy') },
              { expr: byVersion('ml_false_positive_rate') },
            ],
          }),
          table({
            title: 'Segments of the active version',
            shows: 'Each segment with the labels that its figures rest on.',
            act: 'Sort by accuracy: the worst segment with enough labels is the one to look into.',
            width: 12,
            unit: 'none',
            noValue: 'no segments configured',
            sortBy: 'Labels',
            columns: [
              { of: 'segment', title: 'Segment' },
              { of: 'Value #A', title: 'Labels', unit: 'short' },
              { of: 'Value #B', title: 'Accuracy', unit: 'percentunit', thresholds: ACCURACY },
              { of: 'Value #C', title: 'Recall', unit: 'percentunit' },
            ],
            queries: ['labelled_predictions', 'accuracy', 'recall'].map((figure) => ({
              expr: `max by (segment) (ml_segment_${figure}{${JOB}, segment=~"$segment"}
                and on (model_version) (max by (model_version) (ml_model_active{${JOB}}) == 1))`,
            })),
          }),
        ],
      ],
    },
  ],
};
