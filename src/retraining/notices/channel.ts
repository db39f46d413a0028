import type { Notice, NoticeKind } from './notice.js';

/** The ways a notice can be told. */
export type Channel = 'slack' | 'email' | 'pagerduty' | 'webhook';

/** What a notice of this kind puts right: earlier errors of these kinds are no longer anyone's work. */
export const RESOLVES: Readonly<Partial<Record<NoticeKind, readonly NoticeKind[]>>> = {
  deployed: ['failed', 'rolled-back'],
  'threshold-moved': ['failed', 'rolled-back'],
  healed: ['escalated', 'failed', 'rolled-back'],
};

/** Whether a channel gets a notice: PagerDuty wakes people, so it gets errors and what puts them right. */
export function isFor(channel: Channel, { kind, severity }: Pick<Notice, 'kind' | 'severity'>): boolean {
  return channel !== 'pagerduty' || severity === 'error' || RESOLVES[kind] !== undefined;
}
