import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CONFIG, type Config, formatDuration } from '../../config/index.js';
import { registerStoreGauges, type Sample, type StoreGauge } from '../../platform/index.js';
import { ESTIMATED_FIGURES, type EstimatedFigure, type EstimatedFigureName } from '../estimates/estimate.js';
import { EstimationService, type VersionEstimate } from '../estimates/estimation.service.js';
import { PerformanceService } from '../performance.service.js';

const MEANINGS: Record<EstimatedFigureName, string> = {
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  auc: 'ROC AUC',
  average_precision: 'average precision',
};

/** The gauges of estimated performance, by model version. */
@Injectable()
export class EstimateGauges {
  constructor(
    @Inject(CONFIG) { windows, estimation }: Config,
    performance: PerformanceService,
    estimates: EstimationService,
    registry: Registry,
  ) {
    const window = `of the predictions of the last ${formatDuration(windows.performance)}, from their scores alone`;
    const values = ESTIMATED_FIGURES.map((name) => ({
      name: `ml_model_estimated_${name}`,
      help: `Estimated ${MEANINGS[name]} ${window}, by model version; absent below about ${estimation.expectedPositives} expected positives.`,
      labelNames: ['model_version'],
      samples: (versions: VersionEstimate[]) =>
        versions.flatMap((version) => {
          const figure = version.estimate.figures[name];
          return figure ? [{ labels: { model_version: version.modelVersion }, value: figure.value }] : [];
        }),
    }));
    const bounds = (['lower', 'upper'] as const).map((bound) => ({
      name: `ml_model_estimated_metric_${bound}`,
      help: `The ${bound} end of the band (3 standard errors) of each estimated figure ${window}; absent where the figure is, and for figures of decisions at another threshold than in training.`,
      labelNames: ['model_version', 'metric'],
      samples: (versions: VersionEstimate[]) => byMetric(versions, (figure) => figure[bound]),
    }));
    const gauges: StoreGauge<VersionEstimate[]>[] = [
      ...values,
      ...bounds,
      {
        name: 'ml_model_estimate_alert',
        help: '1 when an estimated figure is outside the limits that it kept in training, 0 when inside; absent where training could not set limits, and for figures of decisions at another threshold than in training.',
        labelNames: ['model_version', 'metric'],
        samples: (versions) =>
          byMetric(versions, ({ limits, alert }) => (limits.kind === 'limits' ? Number(alert) : undefined)),
      },
      {
        name: 'ml_model_estimate_trusted',
        help: '0 when most of the last three estimates that could be compared with labels were wrong (concept drift blinds them), 1 when they came out where such figures lay in training; absent while none could be compared.',
        labelNames: ['model_version'],
        samples: (versions) =>
          versions.flatMap(({ modelVersion, trusted }) =>
            trusted === undefined ? [] : [{ labels: { model_version: modelVersion }, value: Number(trusted) }],
          ),
      },
    ];
    registerStoreGauges(registry, () => estimates.during(performance.windowOf(windows.performance)), gauges);
  }
}

function byMetric(versions: VersionEstimate[], valueOf: (figure: EstimatedFigure) => number | undefined): Sample[] {
  return versions.flatMap(({ modelVersion, estimate }) =>
    Object.entries(estimate.figures).flatMap(([metric, figure]) => {
      const value = valueOf(figure);
      return value === undefined ? [] : [{ labels: { model_version: modelVersion, metric }, value }];
    }),
  );
}
