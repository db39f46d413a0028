import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { registerStoreGauges } from '../../platform/index.js';
import type { ConditionResult } from './conditions/condition-result.js';
import { ConditionStore } from './conditions/condition-store.js';
import { EpisodeStore } from './episodes/episode-store.js';

interface Snapshot {
  readonly conditions: readonly Pick<ConditionResult, 'name' | 'state'>[];
  readonly episodes: { readonly open: number; readonly escalated: number };
}

/** What the last check saw, and the episodes that are not over. */
@Injectable()
export class DecisionGauges {
  constructor(registry: Registry, conditions: ConditionStore, episodes: EpisodeStore) {
    const snapshot = async (): Promise<Snapshot> => {
      const [results, counts] = await Promise.all([conditions.all(), episodes.counts()]);
      return { conditions: results, episodes: counts };
    };
    registerStoreGauges<Snapshot>(registry, snapshot, [
      {
        name: 'ml_retraining_condition',
        help: '1 for each condition that held at the last check, 0 for one whose figure was fine; absent for no data or an error.',
        labelNames: ['condition'],
        samples: ({ conditions: all }) =>
          all
            .filter(({ state }) => state === 'breach' || state === 'ok')
            .map(({ name, state }) => ({ labels: { condition: name }, value: Number(state === 'breach') })),
      },
      {
        name: 'ml_retraining_episodes',
        help: 'Causes of runs that are not gone yet, by state: open, or escalated to people because retraining did not cure them; 0 when there are none.',
        labelNames: ['state'],
        samples: ({ episodes: { open, escalated } }) => [
          { labels: { state: 'open' }, value: open },
          { labels: { state: 'escalated' }, value: escalated },
        ],
      },
    ]);
  }
}
