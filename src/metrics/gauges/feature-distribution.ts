import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CountedHistogram } from '../../platform/index.js';
import type { Prediction } from '../../prediction/index.js';
import { rankInReference } from '../../statistics/index.js';
import { Summariser } from '../summaries/summariser.js';
import { VersionContexts } from '../summaries/version-context.js';

const GOLDEN_RATIO = 0.618_033_988_749_895;

/**
 * A histogram of the rank that each numeric value has in what its version was fitted on: one bucket layout for every
 * feature, and flat while a feature has not drifted. Each prediction is counted once, in the process that summarised it.
 */
@Injectable()
export class FeatureDistribution implements OnModuleInit {
  private readonly logger = new Logger(FeatureDistribution.name);
  private readonly histogram: CountedHistogram;
  private place = 0;

  constructor(
    private readonly summariser: Summariser,
    private readonly contexts: VersionContexts,
    registry: Registry,
  ) {
    this.histogram = new CountedHistogram(registry, {
      name: 'ml_feature_distribution',
      help: 'Rank (0 to 1) of each numeric value in the rows that its model version was fitted on, counted where it was summarised.',
      labelName: 'feature',
      buckets: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    });
  }

  onModuleInit(): void {
    this.summariser.summarised.subscribe((predictions) => {
      this.observe(predictions).catch((error: unknown) => {
        this.logger.warn(`ranks were not counted: ${(error as Error).message}`);
      });
    });
  }

  private async observe(predictions: readonly Prediction[]): Promise<void> {
    for (const { modelVersion, row } of predictions) {
      const { schema, reference } = await this.contexts.of(modelVersion);
      // Tied values share a stretch of ranks; a low-discrepancy sequence spreads them over it.
      this.place = (this.place + GOLDEN_RATIO) % 1;
      for (const [index, { name }] of schema.features.entries()) {
        const value = row.values[index] ?? NaN;
        const known = reference?.features[name];
        if (known?.kind === 'numeric' && !Number.isNaN(value)) {
          this.histogram.observe(name, rankInReference(value, known.ranks, this.place));
        }
      }
    }
  }
}
