import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Clock, registerStoreGauges, type Sample } from '../../platform/index.js';
import { MINUTE_MS, SummaryStore } from '../summaries/summary-store.js';

const THROUGHPUT_MINUTES = 5;

interface Traffic {
  /** Of the last five whole minutes. */
  readonly recent: { readonly scored: number };
  readonly hour: { readonly scored: number; readonly positive: number };
  readonly day: { readonly scored: number; readonly positive: number };
}

/** How much is scored, and how much of it is called positive, over all replicas. */
@Injectable()
export class TrafficGauges {
  constructor(summaries: SummaryStore, clock: Clock, registry: Registry) {
    const takeSnapshot = async (): Promise<Traffic> => {
      const thisMinute = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS;
      const next = thisMinute + MINUTE_MS;
      const [recent, hour, day] = await Promise.all([
        summaries.scoredBetween(thisMinute - THROUGHPUT_MINUTES * MINUTE_MS, thisMinute),
        summaries.scoredBetween(next - 60 * MINUTE_MS, next),
        summaries.scoredBetween(next - 1_440 * MINUTE_MS, next),
      ]);
      return { recent, hour, day };
    };
    registerStoreGauges<Traffic>(registry, takeSnapshot, [
      {
        name: 'ml_predictions_per_second',
        help: 'Predictions stored per second by all replicas, mean of the last five whole minutes; 0 when there were none.',
        labelNames: [],
        samples: ({ recent }) => [{ labels: {}, value: recent.scored / (THROUGHPUT_MINUTES * 60) }],
      },
      {
        name: 'ml_fraud_rate_current',
        help: 'Share of the predictions of the last hour that were called positive; absent when there are none.',
        labelNames: [],
        samples: ({ hour }) => positiveShare(hour),
      },
      {
        name: 'ml_fraud_rate',
        help: 'Share of the predictions of the last day that were called positive; absent when there are none.',
        labelNames: [],
        samples: ({ day }) => positiveShare(day),
      },
    ]);
  }
}

function positiveShare({ scored, positive }: Traffic['hour']): Sample[] {
  return scored > 0 ? [{ labels: {}, value: positive / scored }] : [];
}
