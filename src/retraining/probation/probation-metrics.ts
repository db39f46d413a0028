import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { registerStoreGauges } from '../../platform/index.js';
import type { Probation } from './probation.js';
import { ProbationStore } from './probation-store.js';

/** Whether a version is on probation, for every replica alike. */
@Injectable()
export class ProbationMetrics {
  constructor(store: ProbationStore, registry: Registry) {
    const snapshot = async (): Promise<{ active: Probation | undefined }> => ({ active: await store.active() });
    registerStoreGauges(registry, snapshot, [
      {
        name: 'ml_probation_active',
        help: '1 while a version is on probation, 0 otherwise.',
        labelNames: [],
        samples: ({ active }) => [{ labels: {}, value: active ? 1 : 0 }],
      },
      {
        name: 'ml_probation_ends_timestamp_seconds',
        help: 'When the probation under way ends, in seconds since 1970; absent while there is none.',
        labelNames: [],
        samples: ({ active }) => (active ? [{ labels: {}, value: active.endsAt.getTime() / 1_000 }] : []),
      },
    ]);
  }
}
