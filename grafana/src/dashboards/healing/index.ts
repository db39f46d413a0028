import type { Dashboard } from '../../dashboard.js';
import { GATE } from './gate.js';
import { NOTICES } from './notices.js';
import { NOW } from './now.js';
import { PROBATION } from './probation.js';
import { RUNS } from './runs.js';

export const HEALING: Dashboard = {
  uid: 'homeostat-healing',
  title: 'Healing',
  shows:
    'What the service does about itself: why it retrained, what the gate said, what is on probation, who was told.',
  variables: [],
  sections: [NOW, RUNS, GATE, PROBATION, NOTICES],
};
