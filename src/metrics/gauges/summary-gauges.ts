import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { LabelStore } from '../../feedback/index.js';
import { Clock, registerStoreGauges } from '../../platform/index.js';
import { PredictionStore } from '../../prediction/index.js';

/** How far the summaries lag behind the log: what is late here is missing in every figure. */
@Injectable()
export class SummaryGauges {
  constructor(predictions: PredictionStore, labels: LabelStore, clock: Clock, registry: Registry) {
    const lagSeconds = async (): Promise<number> => {
      const oldest = await Promise.all([predictions.oldestUnsummarised(), labels.oldestUnsummarised()]);
      return oldest.reduce<number>((lag, at) => Math.max(lag, (clock.now() - (at ?? Infinity)) / 1_000), 0);
    };
    registerStoreGauges(registry, lagSeconds, [
      {
        name: 'ml_summaries_lag_seconds',
        help: 'Age of the oldest prediction or label that is stored and not yet in the figures; 0 when they hold all.',
        labelNames: [],
        samples: (lag) => [{ labels: {}, value: lag }],
      },
    ]);
  }
}
