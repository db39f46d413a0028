import type { Dashboard } from '../dashboard.js';
import { BUSINESS } from './business.js';
import { DRIFT } from './drift.js';
import { ERRORS } from './errors.js';
import { HEALING } from './healing.js';
import { LIVE } from './live.js';
import { PERFORMANCE } from './performance.js';

/** In the order in which one would look. */
export const DASHBOARDS: readonly Dashboard[] = [LIVE, PERFORMANCE, DRIFT, ERRORS, BUSINESS, HEALING];
