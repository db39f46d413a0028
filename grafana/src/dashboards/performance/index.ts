import type { Dashboard } from '../../dashboard.js';
import { REALISED } from './realised.js';
import { ESTIMATES_AND_SEGMENTS } from './segments.js';
import { SUPPORT } from './support.js';

export const PERFORMANCE: Dashboard = {
  uid: 'homeostat-performance',
  title: 'Model performance',
  shows: 'How often the model is right, by the labels that have come, and by estimate where they have not.',
  variables: ['version', 'segment'],
  sections: [...REALISED, SUPPORT, ESTIMATES_AND_SEGMENTS],
};
