import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { Clock } from '../platform/index.js';
import { type LabelDelays, labelDelays } from './summaries/label-delays.js';
import { type Performance, performanceOf } from './performance.js';
import { OutcomeStore } from './summaries/outcome-store.js';
import { mergeOutcomes, noOutcomes } from './summaries/outcome-summary.js';
import { segmentationName } from './summaries/segments.js';
import { HOUR_MS, SummaryStore } from './summaries/summary-store.js';

/** A window of whole hours: `from` (included) up to now, in milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** How one version did in a window, all of it and by segment. */
export interface VersionPerformance extends Performance {
  readonly modelVersion: string;
  /** Predictions of the window, labelled or not. */
  readonly scored: number;
  /** Absent below the minimum of labels. */
  readonly delays: LabelDelays | undefined;
  readonly segments: Readonly<Record<string, Performance>>;
}

/** How the model does, from the predictions whose truth is known: sums of hourly summaries, the same in every replica. */
@Injectable()
export class PerformanceService {
  private readonly segmentation: string;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly summaries: SummaryStore,
    private readonly outcomes: OutcomeStore,
    private readonly clock: Clock,
  ) {
    this.segmentation = segmentationName(config.segments);
  }

  /** The window of this length that ends now, begun at a whole hour. */
  windowOf(lengthMs: number): Window {
    const to = this.clock.now();
    return { from: Math.floor((to - lengthMs) / HOUR_MS) * HOUR_MS, to };
  }

  /** Each version that scored in the window, the newest hours last. Cost: that of reading the window's hours. */
  async during({ from, to }: Window, modelVersion?: string): Promise<VersionPerformance[]> {
    const [hours, segments, scored] = await Promise.all([
      this.outcomes.hours(from, to + HOUR_MS, modelVersion),
      this.outcomes.segments(from, this.segmentation, modelVersion),
      this.summaries.scoredByVersion(from, modelVersion),
    ]);
    const { minimumLabels } = this.config.windows;
    return scored.map(({ modelVersion: version, scored: count }) => {
      const its = hours.filter((hour) => hour.modelVersion === version).map(({ summary }) => summary);
      const outcomes = its.reduce(mergeOutcomes, noOutcomes());
      const performance = performanceOf(outcomes, minimumLabels);
      const bySegment = segments.filter((segment) => segment.modelVersion === version);
      return {
        modelVersion: version,
        scored: count,
        ...performance,
        delays: performance.labels < minimumLabels ? undefined : labelDelays(outcomes.delays),
        segments: Object.fromEntries(
          bySegment.map(({ segment, counts }) => [segment, performanceOf(counts, minimumLabels)]),
        ),
      };
    });
  }
}
