import type { Dashboard } from '../../dashboard.js';
import { BY_FEATURE } from './by-feature.js';
import { INPUT } from './input.js';
import { NOW } from './now.js';
import { RANKS, SCORES } from './distributions.js';

export const DRIFT: Dashboard = {
  uid: 'homeostat-drift',
  title: 'Data and drift',
  shows: 'Whether what comes in, and what goes out, still looks like what the active version was trained on.',
  variables: ['feature', 'numeric'],
  sections: [NOW, BY_FEATURE, INPUT, SCORES, RANKS],
};
