import type { Section } from '../../dashboard.js';
import { statusHistory, table } from '../../panels/index.js';
import { MEAN_SHIFT, PSI, YES_IS_BAD } from '../../thresholds.js';
import { byFeature, FEATURES, PSI_JUDGED, PSI_NOT_JUDGED } from './features.js';

const aWeekAgo = (metric: string): string => `max by (feature_name) (${metric}{${FEATURES}} offset 7d)`;
const WEEKLY_SHIFT = `(${byFeature('ml_feature_mean')} - ${aWeekAgo('ml_feature_mean')})
  / (${aWeekAgo('ml_feature_std')} > 0)`;

export const BY_FEATURE: Section = {
  title: 'Drift by feature',
  rows: [
    [
      statusHistory({
        title: 'PSI by feature over time',
        shows:
          'One row a feature that is judged: green below 0.1, yellow from 0.1, red from 0.25. What drift.tests leaves out, as it follows the calendar, is in the table.',
        act: 'One row turns red: look at its ranks below and ask whoever sends it. All at once: look upstream, or for a new version, which is compared with a reference of its own.',
        runbooks: ['FeatureDrift'],
        width: 12,
        height: 16,
        unit: 'none',
        decimals: 2,
        thresholds: PSI,
        queries: [{ expr: PSI_JUDGED, legend: '{{feature_name}}' }],
      }),
      table({
        title: 'Features now',
        shows:
          'The newest drift, verdict, missing share, out-of-range values, and how far the mean is from that of a week ago, in standard deviations.',
        act: 'Sorted by PSI. A high PSI with the verdict no is young: it counts once the next window says the same. Not judged: nothing to do, unless it surprises you.',
        runbooks: ['FeatureDrift', 'FeatureMeanShift'],
        width: 12,
        height: 16,
        unit: 'none',
        sortBy: 'PSI',
        columns: [
          { of: 'feature_name', title: 'Feature' },
          { of: 'Value #A', title: 'PSI', unit: 'none', thresholds: PSI },
          { of: 'Value #B', title: 'Drifted', unit: 'none', mappings: YES_IS_BAD },
          { of: 'Value #C', title: 'PSI, not judged', unit: 'none' },
          { of: 'Value #D', title: 'Missing', unit: 'percentunit' },
          { of: 'Value #E', title: 'Out of range', unit: 'short' },
          { of: 'Value #F', title: 'Mean, week', unit: 'none', thresholds: MEAN_SHIFT },
        ],
        queries: [
          { expr: PSI_JUDGED },
          { expr: byFeature('ml_feature_drifted') },
          { expr: PSI_NOT_JUDGED },
          { expr: byFeature('ml_feature_value', 'stat_type="missing_ratio"') },
          { expr: `sum by (feature_name) (increase(ml_feature_out_of_range_total{${FEATURES}}[$__range]))` },
          { expr: WEEKLY_SHIFT },
        ],
      }),
    ],
  ],
};
