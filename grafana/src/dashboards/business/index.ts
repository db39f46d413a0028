import type { Dashboard } from '../../dashboard.js';
import { COSTS } from './costs.js';
import { IN_RANGE } from './in-range.js';
import { RATES } from './rates.js';

export const BUSINESS: Dashboard = {
  uid: 'homeostat-business',
  title: 'Business',
  shows:
    'What the decisions are worth and what they cost, of all versions together. Money is in the currency of the config.',
  // No version: money is not counted by version.
  variables: [],
  sections: [IN_RANGE, RATES, COSTS],
};
