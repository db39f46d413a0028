import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CONFIG, type Config, formatDuration } from '../../config/index.js';
import { Clock, registerStoreGauges, type Sample } from '../../platform/index.js';
import { populationSummary } from '../../statistics/index.js';
import { type FeatureSummary, mergePredictionSummaries } from '../summaries/prediction-summary.js';
import { HOUR_MS, SummaryStore } from '../summaries/summary-store.js';

/** Figures of one feature in the window; those of numbers are absent for categories, and while all values are missing. */
type FeatureFigures = Readonly<Partial<Record<'current' | 'mean' | 'std' | 'min' | 'max' | 'missing_ratio', number>>>;
type Features = Readonly<Record<string, FeatureFigures>>;

const OWN_GAUGES = {
  mean: 'Mean',
  std: 'Population standard deviation',
  min: 'Least value',
  max: 'Greatest value',
} as const;

/** What the inputs look like, over a window of whole hours of all versions. */
@Injectable()
export class FeatureGauges {
  constructor(@Inject(CONFIG) config: Config, summaries: SummaryStore, clock: Clock, registry: Registry) {
    const windowMs = config.windows.features;
    const names = new Set(config.features.map(({ name }) => name));
    const takeSnapshot = async (): Promise<Features> => {
      const hours = await summaries.predictionHours(Math.floor((clock.now() - windowMs) / HOUR_MS) * HOUR_MS);
      const [first, ...rest] = hours.map(({ summary }) => summary);
      if (!first) return {};
      const { features } = rest.reduce(mergePredictionSummaries, first);
      const known = Object.entries(features).filter(([name]) => names.has(name));
      return Object.fromEntries(known.map(([name, feature]) => [name, figuresOf(feature)]));
    };
    const window = `in the predictions of the last ${formatDuration(windowMs)}`;
    registerStoreGauges<Features>(registry, takeSnapshot, [
      {
        name: 'ml_feature_value',
        help: `Figures of each feature ${window}: current (the newest value), mean, std, min, max (absent while all are missing, and of categories), missing_ratio; absent without predictions.`,
        labelNames: ['feature_name', 'stat_type'],
        samples: (features) =>
          Object.entries(features).flatMap(([feature_name, figures]) =>
            Object.entries(figures).map(([stat_type, value]) => ({ labels: { feature_name, stat_type }, value })),
          ),
      },
      ...(Object.keys(OWN_GAUGES) as (keyof typeof OWN_GAUGES)[]).map((statistic) => ({
        name: `ml_feature_${statistic}`,
        help: `${OWN_GAUGES[statistic]} of each numeric feature ${window}; absent while all are missing.`,
        labelNames: ['feature_name'],
        samples: (features: Features): Sample[] =>
          Object.entries(features).flatMap(([feature_name, { [statistic]: value }]) =>
            value === undefined ? [] : [{ labels: { feature_name }, value }],
          ),
      })),
    ]);
  }
}

function figuresOf(feature: FeatureSummary): FeatureFigures {
  if (feature.kind === 'categorical') {
    const present = feature.counts.reduce((sum, count) => sum + count, 0);
    return { missing_ratio: feature.missing / (present + feature.missing) };
  }
  const summary = populationSummary(feature.moments);
  if (!summary || !feature.last) return { missing_ratio: 1 };
  const { mean, standardDeviation, min, max, missingRatio } = summary;
  // Squares of values like 1e300 are none: their spread can't be told.
  const std = Number.isFinite(standardDeviation) ? { std: standardDeviation } : {};
  return { current: feature.last.value, mean, ...std, min, max, missing_ratio: missingRatio };
}
