import { formatSpan } from '../../../config/index.js';
import type { Notice } from '../../notices/notice.js';
import type { Episode } from './episode.js';

const LINKS = [{ title: 'episodes', path: '/admin/episodes' }];

/** Told when retraining did not cure a cause. */
export function escalatedNotice(episode: Episode, reason: string): Notice {
  return {
    key: `episode-${episode.id}-escalated`,
    kind: 'escalated',
    severity: 'error',
    title: `Retraining did not help: ${episode.cause}`,
    text: `${episode.cause} is still there: ${reason}. Another run follows by itself only when enough newer labels have come to learn from; until then look at the data, or retrain by hand.`,
    facts: factsOf(episode),
    links: LINKS,
  };
}

/** Told when a cause is gone that people were told of. */
export function healedNotice(episode: Episode, now: number): Notice {
  return {
    key: `episode-${episode.id}-healed`,
    kind: 'healed',
    severity: 'info',
    title: `Healed: ${episode.cause}`,
    text: `${episode.cause} is gone, ${formatSpan(now - episode.openedAt.getTime())} after it called for a run.`,
    facts: factsOf(episode),
    links: LINKS,
  };
}

function factsOf({ cause, runId, figure, openedAt }: Episode): Notice['facts'] {
  return [
    { name: 'cause', value: cause },
    ...(figure === null ? [] : [{ name: 'figure then', value: figure }]),
    { name: 'since', value: openedAt.toISOString() },
    { name: 'first run', value: String(runId) },
  ];
}
