import type { Dashboard } from '../../dashboard.js';
import { ALERTS_AND_ROOM } from './alerts.js';
import { DECISIONS } from './decisions.js';
import { NOW } from './now.js';
import { TRAFFIC } from './traffic.js';

export const LIVE: Dashboard = {
  uid: 'homeostat-live',
  title: 'Live',
  shows: 'Whether the service answers, how fast, with which model, and what is wrong now.',
  variables: ['version'],
  sections: [NOW, TRAFFIC, DECISIONS, ALERTS_AND_ROOM],
};
