import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CONFIG, type Config } from '../../config/index.js';
import { ModelRegistry } from '../../models/index.js';
import { Clock } from '../../platform/index.js';
import { performanceOf } from '../performance.js';
import { SummaryWindows } from '../summaries/summary-windows.js';
import { VersionContexts } from '../summaries/version-context.js';
import { closedChunks, closedUntil } from './closed-chunks.js';
import { estimateOf } from './estimate.js';
import { EstimateStore } from './estimate-store.js';
import { movedThreshold } from './moved-threshold.js';
import type { RealisedFigures } from './trust.js';

const UPDATE_EVERY_MS = 5 * 60_000;
/** Compared estimates older than these are left as they are: labels may be corrected for ever. */
const FOLLOWED_CHUNKS = 24;

/** Keeps what was estimated of each chunk of predictions, and scores it against the truth when the labels come. */
@Injectable()
export class EstimateKeeper {
  private readonly logger = new Logger(EstimateKeeper.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly registry: ModelRegistry,
    private readonly contexts: VersionContexts,
    private readonly summaries: SummaryWindows,
    private readonly store: EstimateStore,
    private readonly clock: Clock,
  ) {}

  /** Brings the kept estimates of every version that scored lately up to date. Every replica may do it at any time. */
  async update(): Promise<void> {
    const now = this.clock.now();
    const lately = { from: now - this.config.retention.pendingLabels, to: now };
    for (const modelVersion of await this.summaries.versions(lately)) {
      await this.closeChunks(modelVersion, now);
      await this.compare(modelVersion, lately.from);
    }
  }

  @Interval(UPDATE_EVERY_MS)
  protected async updateQuietly(): Promise<void> {
    await this.update().catch((error: unknown) => {
      this.logger.warn(`estimates are compared later: ${(error as Error).message}`);
    });
  }

  private async closeChunks(modelVersion: string, now: number): Promise<void> {
    const estimator = (await this.contexts.of(modelVersion)).reference?.estimator;
    if (!estimator) return;
    const [last] = await this.store.newest(modelVersion, 1, { compared: false });
    const open = { from: last?.to ?? 0, to: closedUntil(now) };
    const hours = await this.summaries.scoredByHour(modelVersion, open);
    const thresholds = {
      deployments: await this.registry.deployments(modelVersion),
      configured: this.config.decisionThreshold,
    };
    for (const span of closedChunks(hours, estimator.chunkRows)) {
      const expected = (await this.summaries.expected(span, modelVersion)).get(modelVersion);
      const estimate = expected && estimateOf(expected, estimator, movedThreshold(estimator, thresholds, span));
      if (estimate) await this.store.keep(modelVersion, span, estimate, now);
    }
  }

  private async compare(modelVersion: string, since: number): Promise<void> {
    const followed = await this.store.newest(modelVersion, FOLLOWED_CHUNKS, { compared: true });
    const labelled = await this.store.comparable(modelVersion, since, this.config.estimation.minimumCoverage);
    for (const chunk of [...followed, ...labelled]) {
      const outcomes = await this.summaries.outcomes(modelVersion, chunk);
      const { labels, figures } = performanceOf(outcomes, 1);
      const realised: RealisedFigures = Object.fromEntries(
        Object.entries(figures).map(([name, { value }]) => [name, value]),
      );
      await this.store.resolve(chunk, labels, realised);
    }
  }
}
