import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { ModelRegistry } from '../../models/index.js';
import { HOUR_MS } from '../summaries/summary-store.js';
import { SummaryWindows } from '../summaries/summary-windows.js';
import { VersionContexts } from '../summaries/version-context.js';
import { type Estimate, estimateOf, type EstimatedFigureName } from './estimate.js';
import { EstimateStore, type StoredEstimate } from './estimate-store.js';
import { movedThreshold } from './moved-threshold.js';
import { isTelling, isTrusted, RECENT_COMPARISONS, wrongFigures } from './trust.js';

/** A past estimate beside what came true. */
export type Comparison = StoredEstimate & { readonly wrong: readonly EstimatedFigureName[] };

/** How one version should be doing, as far as its scores can tell, and whether that can be believed. */
export interface VersionEstimate {
  readonly modelVersion: string;
  readonly estimate: Estimate;
  /** Undefined while no past estimate could be compared with labels. */
  readonly trusted: boolean | undefined;
  /** The comparisons that trust rests on, newest first. */
  readonly comparisons: readonly Comparison[];
}

/** Performance before the labels come: from sums of hourly summaries, the same in every replica. */
@Injectable()
export class EstimationService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly registry: ModelRegistry,
    private readonly contexts: VersionContexts,
    private readonly summaries: SummaryWindows,
    private readonly store: EstimateStore,
  ) {}

  /**
   * Every version of whose predictions in the window enough is known for an estimate. Cost: that of reading what the
   * scores of the window's hours promise, at most some 6 kB an hour.
   *
   * @param window milliseconds since 1970; the hour that it begins in is taken whole
   */
  async during({ from, to }: { from: number; to: number }, modelVersion?: string): Promise<VersionEstimate[]> {
    const span = { from: Math.floor(from / HOUR_MS) * HOUR_MS, to: (Math.floor(to / HOUR_MS) + 1) * HOUR_MS };
    const estimates: VersionEstimate[] = [];
    for (const [version, expected] of await this.summaries.expected(span, modelVersion)) {
      const estimator = (await this.contexts.of(version)).reference?.estimator;
      if (!estimator) continue;
      const thresholds = {
        deployments: await this.registry.deployments(version),
        configured: this.config.decisionThreshold,
      };
      const estimate = estimateOf(expected, estimator, movedThreshold(estimator, thresholds, span));
      if (!estimate) continue;
      const compared = await this.store.newest(version, RECENT_COMPARISONS, { compared: true });
      const comparisons = compared.map((past) => ({
        ...past,
        wrong: wrongFigures(past.estimate, past.realised ?? {}),
      }));
      const telling = comparisons.filter((past) => isTelling(past.estimate, past.realised ?? {}));
      const trusted = isTrusted(telling.map(({ wrong }) => wrong.length > 0));
      estimates.push({ modelVersion: version, estimate, trusted, comparisons });
    }
    return estimates;
  }
}
