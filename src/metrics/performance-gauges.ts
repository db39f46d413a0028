import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CONFIG, type Config, formatDuration } from '../config/index.js';
import { registerStoreGauges } from '../platform/index.js';
import type { FigureName, Performance } from './performance.js';
import { PerformanceService } from './performance.service.js';

const MEANINGS: Record<FigureName, string> = {
  accuracy: 'Share of labelled predictions that were right',
  precision: 'Share of positive predictions that were right',
  recall: 'Share of positive transactions that were found',
  f1: 'Harmonic mean of precision and recall',
};

/** The gauges of realised performance. */
@Injectable()
export class PerformanceGauges {
  constructor(@Inject(CONFIG) config: Config, performance: PerformanceService, registry: Registry) {
    const { minimumLabels, performance: windowMs } = config.windows;
    const names = Object.keys(MEANINGS) as FigureName[];
    registerStoreGauges<Performance[]>(registry, () => performance.current(), [
      ...names.map((name) => ({
        name: `ml_model_${name}`,
        help: `${MEANINGS[name]}, over the last ${formatDuration(windowMs)}, by model version; absent below ${minimumLabels} labels.`,
        labelNames: ['model_version'],
        samples: (versions: Performance[]) =>
          versions.flatMap(({ modelVersion, figures }) => {
            const value = figures[name];
            return value === undefined ? [] : [{ labels: { model_version: modelVersion }, value }];
          }),
      })),
      {
        name: 'ml_model_labelled_predictions',
        help: `Labelled predictions of the last ${formatDuration(windowMs)}, by model version: what the figures rest on.`,
        labelNames: ['model_version'],
        samples: (versions) =>
          versions.map(({ modelVersion, labels }) => ({ labels: { model_version: modelVersion }, value: labels })),
      },
    ]);
  }
}
