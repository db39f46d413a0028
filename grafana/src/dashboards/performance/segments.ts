import type { Section } from '../../dashboard.js';
import { type Panel, stateTimeline, table, timeseries } from '../../panels/index.js';
import { ACTIVE, byVersion, JOB } from '../../selectors.js';
import { ACCURACY, NONE_IS_GOOD, ONE_IS_GOOD, TRUSTED, YES_IS_BAD } from '../../thresholds.js';

const ofSegment = (figure: string): string =>
  `max by (segment) (ml_segment_${figure}{${JOB}, segment=~"$segment"} and on (model_version) (${ACTIVE}))`;

function bySegment(figure: 'accuracy' | 'precision' | 'recall', act: string): Panel {
  return timeseries({
    title: `${figure[0]?.toUpperCase() ?? ''}${figure.slice(1)} by segment`,
    shows: `The same ${figure}, of the active version in each configured segment; absent below windows.minimum_labels.`,
    act,
    width: 8,
    unit: 'percentunit',
    queries: [{ expr: ofSegment(figure), legend: '{{segment}}' }],
  });
}

export const ESTIMATES_AND_SEGMENTS: Section = {
  title: 'Estimates and segments',
  rows: [
    [
      stateTimeline({
        title: 'Estimated figure outside its limits',
        shows: 'Which estimated figures of the active version left the limits that they kept in training.',
        act: 'Red before labels come: expect the realised figure to follow, unless the estimate is not trusted; look at Data and drift.',
        runbooks: ['EstimatedAccuracyLow'],
        width: 12,
        unit: 'none',
        mappings: YES_IS_BAD,
        thresholds: NONE_IS_GOOD,
        queries: [
          {
            expr: `max by (metric) (ml_model_estimate_alert{${JOB}} and on (model_version) (${ACTIVE}))`,
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
        mappings: TRUSTED,
        thresholds: ONE_IS_GOOD,
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
        act: 'Compare versions only where both have enough labels. The active one worse than one before it: `homeostat rollback`.',
        runbooks: ['ModelStale'],
        width: 12,
        height: 6,
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
        height: 6,
        unit: 'none',
        noValue: 'no segments configured',
        sortBy: 'Labels',
        columns: [
          { of: 'segment', title: 'Segment' },
          { of: 'Value #A', title: 'Labels', unit: 'short' },
          { of: 'Value #B', title: 'Accuracy', unit: 'percentunit', thresholds: ACCURACY },
          { of: 'Value #C', title: 'Recall', unit: 'percentunit' },
        ],
        queries: ['labelled_predictions', 'accuracy', 'recall'].map((figure) => ({ expr: ofSegment(figure) })),
      }),
    ],
  ],
};
