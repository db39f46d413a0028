import type { Dashboard } from '../dashboard.js';
import { BUSINESS } from './business/index.js';
import { DRIFT } from './drift/index.js';
import { ERRORS } from './errors/index.js';
import { HEALING } from './healing/index.js';
import { LIVE } from './live/index.js';
import { PERFORMANCE } from './performance/index.js';

/** In the order in which one would look. */
export const DASHBOARDS: readonly Dashboard[] = [LIVE, PERFORMANCE, DRIFT, ERRORS, BUSINESS, HEALING];
