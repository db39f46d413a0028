import { JOB } from '../../selectors.js';

/** The series of the features that the reader picked. */
export const FEATURES = `${JOB}, feature_name=~"$feature"`;

export const byFeature = (metric: string, ...matchers: string[]): string =>
  `max by (feature_name) (${metric}{${[FEATURES, ...matchers].join(', ')}})`;

const PSI_NOW = byFeature('ml_feature_drift', 'statistic="psi"');
const VERDICT = byFeature('ml_feature_drifted');

/** PSI where there is a verdict: what follows the calendar is far from training every weekend and nothing is wrong. */
export const PSI_JUDGED = `${PSI_NOW} and on (feature_name) ${VERDICT}`;
export const PSI_NOT_JUDGED = `${PSI_NOW} unless on (feature_name) ${VERDICT}`;
