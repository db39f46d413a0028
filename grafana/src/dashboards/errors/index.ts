import type { Dashboard } from '../../dashboard.js';
import { FAILURES_BY_KIND } from './failures.js';
import { LATENCY_BY_ROUTE } from './latency.js';
import { OBJECTIVES } from './objectives.js';
import { PROCESS_AND_REQUEST } from './request.js';

export const ERRORS: Dashboard = {
  uid: 'homeostat-errors',
  title: 'Errors',
  shows: 'What fails, where, how slowly, and how to find the request.',
  variables: [],
  sections: [FAILURES_BY_KIND, LATENCY_BY_ROUTE, OBJECTIVES, PROCESS_AND_REQUEST],
};
