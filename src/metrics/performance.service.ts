import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { Clock } from '../platform/index.js';
import { type Performance, performanceOf } from './performance.js';
import { mergeOutcomes, NO_OUTCOMES, type OutcomeSummary } from './summaries/outcome-summary.js';
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
  readonly segments: Readonly<Record<string, Performance>>;
}

/** How the model does, from the predictions whose truth is known: sums of hourly summaries, the same in every replica. */
@Injectable()
export class PerformanceService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly summaries: SummaryStore,
    private readonly clock: Clock,
  ) {}

  /** The window of this length that ends now, begun at a whole hour. */
  windowOf(lengthMs: number): Window {
    const to = this.clock.now();
    return { from: Math.floor((to - lengthMs) / HOUR_MS) * HOUR_MS, to };
  }

  /** Each version that scored in the window, the newest hours last. Cost: that of reading the window's hours. */
  async during({ from }: Window, modelVersion?: string): Promise<VersionPerformance[]> {
    const [hours, scored] = await Promise.all([
      this.summaries.outcomeHours(from, modelVersion),
      this.summaries.scoredByVersion(from, modelVersion),
    ]);
    const outcomes = new Map<string, Map<string, OutcomeSummary>>();
    for (const { modelVersion: version, segment, summary } of hours) {
      const segments = outcomes.get(version) ?? new Map<string, OutcomeSummary>();
      segments.set(segment, mergeOutcomes(segments.get(segment) ?? NO_OUTCOMES, summary));
      outcomes.set(version, segments);
    }
    const { minimumLabels } = this.config.windows;
    return scored.map(({ modelVersion: version, scored: count }) => {
      const { '': all = NO_OUTCOMES, ...segments } = Object.fromEntries(outcomes.get(version) ?? []);
      const bySegment = Object.entries(segments).map(
        ([name, summary]) => [name, performanceOf(summary, minimumLabels)] as const,
      );
      return {
        modelVersion: version,
        scored: count,
        ...performanceOf(all, minimumLabels),
        segments: Object.fromEntries(bySegment.sort()),
      };
    });
  }
}
