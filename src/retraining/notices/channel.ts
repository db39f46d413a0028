import type { NoticeKind } from './notice.js';

/** The ways a notice can be told. */
export const CHANNELS = ['slack', 'email', 'pagerduty', 'webhook'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The errors that a notice of this kind puts right: they are no longer anyone's work. */
export const RESOLVES: Readonly<Partial<Record<NoticeKind, readonly NoticeKind[]>>> = {
  deployed: ['failed', 'rolled-back'],
  'threshold-moved': ['failed', 'rolled-back'],
  healed: ['escalated', 'failed', 'rolled-back'],
};
