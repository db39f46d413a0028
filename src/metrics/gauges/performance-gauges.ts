import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CONFIG, type Config, formatDuration } from '../../config/index.js';
import { registerStoreGauges, type Sample, type StoreGauge } from '../../platform/index.js';
import { type Figure, FIGURE_NAMES, type FigureName, type Performance } from '../performance.js';
import { PerformanceService, type VersionPerformance } from '../performance.service.js';

const MEANINGS: Record<FigureName, string> = {
  accuracy: 'Share of labelled predictions that were right',
  precision: 'Share of positive predictions that were right',
  recall: 'Share of positive transactions that were found',
  f1: 'Harmonic mean of precision and recall',
  auc: 'ROC AUC of the scores, from counts in 256 score bins',
  average_precision: 'Average precision of the scores, from counts in 256 score bins',
  false_positive_rate: 'Share of negative transactions that were called positive',
};

/** The article's name for this one has no `model` in it. */
const NAMES: Partial<Record<FigureName, string>> = { false_positive_rate: 'ml_false_positive_rate' };

/** Of each version, the segments with the most labels; the others are at GET /performance. */
const SHOWN_SEGMENTS = 50;
const SEGMENT_FIGURES = ['accuracy', 'precision', 'recall'] as const satisfies readonly FigureName[];

/** The gauges of realised performance, by model version and by segment. */
@Injectable()
export class PerformanceGauges {
  constructor(@Inject(CONFIG) { windows }: Config, performance: PerformanceService, registry: Registry) {
    const window = `predictions of the last ${formatDuration(windows.performance)}`;
    const absent = `absent below ${windows.minimumLabels} labels, and where its denominator is 0`;
    const figures = FIGURE_NAMES.map((name) => ({
      name: NAMES[name] ?? `ml_model_${name}`,
      help: `${MEANINGS[name]}, of the ${window}, by model version; ${absent}.`,
      labelNames: ['model_version'],
      samples: (versions: VersionPerformance[]) =>
        versions.flatMap((version) => sample(version.figures[name], version)),
    }));
    const bounds = (['lower', 'upper'] as const).map((bound) => ({
      name: `ml_model_metric_${bound}`,
      help: `The ${bound} end of the 95 % confidence interval of each figure (shares: Wilson; f1: Wilson for TP / (TP + FP + FN), of which F1 is an increasing function, mapped by it; average_precision: Wilson, as if a share of the positives; auc: Hanley-McNeil), of the ${window}; absent where the figure is.`,
      labelNames: ['model_version', 'metric'],
      samples: (versions: VersionPerformance[]) => versions.flatMap((version) => intervals(version, bound)),
    }));
    const segments = SEGMENT_FIGURES.map((name) => ({
      name: `ml_segment_${name}`,
      help: `${MEANINGS[name]}, of the ${window}, by model version and configured segment (the ${SHOWN_SEGMENTS} with the most labels); ${absent}.`,
      labelNames: ['model_version', 'segment'],
      samples: (versions: VersionPerformance[]) =>
        versions.flatMap((version) =>
          largestSegments(version).flatMap(([segment, { figures: its }]) => sample(its[name], version, { segment })),
        ),
    }));
    const gauges: StoreGauge<VersionPerformance[]>[] = [
      ...figures,
      ...bounds,
      ...segments,
      {
        name: 'ml_model_labelled_predictions',
        help: `Labelled ${window}, by model version: what the figures rest on; absent for versions that scored none.`,
        labelNames: ['model_version'],
        samples: (versions) =>
          versions.map(({ modelVersion, labels }) => ({ labels: { model_version: modelVersion }, value: labels })),
      },
      {
        name: 'ml_segment_labelled_predictions',
        help: `Labelled ${window}, by model version and configured segment (the ${SHOWN_SEGMENTS} with the most labels): what its figures rest on; absent without labels.`,
        labelNames: ['model_version', 'segment'],
        samples: (versions) =>
          versions.flatMap((version) =>
            largestSegments(version).map(([segment, { labels }]) => ({
              labels: { model_version: version.modelVersion, segment },
              value: labels,
            })),
          ),
      },
      {
        name: 'ml_label_coverage_ratio',
        help: `Share of the ${window} whose label is known; absent when there are none.`,
        labelNames: [],
        samples: coverage,
      },
    ];
    registerStoreGauges(registry, () => performance.during(performance.windowOf(windows.performance)), gauges);
  }
}

function sample(
  figure: Figure | undefined,
  { modelVersion }: VersionPerformance,
  labels: Sample['labels'] = {},
): Sample[] {
  return figure ? [{ labels: { model_version: modelVersion, ...labels }, value: figure.value }] : [];
}

function largestSegments({ segments }: VersionPerformance): [string, Performance][] {
  return Object.entries(segments)
    .sort(([, a], [, b]) => b.labels - a.labels)
    .slice(0, SHOWN_SEGMENTS);
}

function intervals({ modelVersion, figures }: VersionPerformance, bound: 'lower' | 'upper'): Sample[] {
  return Object.entries(figures).flatMap(([metric, { interval }]) =>
    interval ? [{ labels: { model_version: modelVersion, metric }, value: interval[bound] }] : [],
  );
}

function coverage(versions: VersionPerformance[]): Sample[] {
  const scored = versions.reduce((sum, version) => sum + version.scored, 0);
  const labels = versions.reduce((sum, version) => sum + version.labels, 0);
  return scored > 0 ? [{ labels: {}, value: labels / scored }] : [];
}
