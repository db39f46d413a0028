import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { HOUR_MS, type Pace, type PredictionSummary, SummaryWindows, VersionContexts } from '../metrics/index.js';
import { ModelRegistry } from '../models/index.js';
import { Clock } from '../platform/index.js';
import { compareWithReference, type DriftReport } from './checks/drift-report.js';
import { planWindows, reachOf, type WindowRule } from './checks/windows.js';

/** Between gentle checks, so that who asks without a pause leaves processors and database to scoring. */
const REST_MS = 100;

export interface DriftRequest {
  /** Windows of exactly this length (whole hours), however many rows they hold; default: as the config says. */
  readonly windowMs?: number;
  /** Default: the active version. */
  readonly modelVersion?: string;
}

export type DriftOutcome =
  | {
      readonly kind: 'compared';
      readonly report: DriftReport;
      /** What the current window holds; undefined without predictions. */
      readonly current: PredictionSummary | undefined;
    }
  | { readonly kind: 'no-model' }
  /** The version was made before references were kept. */
  | { readonly kind: 'no-reference'; readonly modelVersion: string };

/** Whether the inputs and scores of a version still look like what it was trained on. The same in every replica. */
@Injectable()
export class DriftService {
  /** Checks that wait or run, by what is asked: who asks the same meanwhile shares the answer. */
  private readonly underWay = new Map<string, Promise<DriftOutcome>>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly registry: ModelRegistry,
    private readonly contexts: VersionContexts,
    private readonly summaries: SummaryWindows,
    private readonly clock: Clock,
  ) {}

  /**
   * Compares what a version scored lately with what it was trained on. Cost: that of reading the windows' hours (some
   * 9 kB each), at most two times the longest window, however many predictions they hold. Checks wait for each other, with
   * a rest between them, so that memory does not grow with the number of those who ask; but a prompt one waits for none.
   *
   * @param pace how the hours are read
   * @throws NotFound when there is no such version
   */
  check(request: DriftRequest = {}, pace: Pace = 'gentle'): Promise<DriftOutcome> {
    const key = `${request.modelVersion ?? 'active'} ${request.windowMs ?? 'default'} ${pace}`;
    const same = this.underWay.get(key);
    if (same) return same;
    const turn = pace === 'prompt' ? Promise.resolve() : this.last;
    const outcome = turn.then(() => this.compare(request, pace)).finally(() => this.underWay.delete(key));
    this.underWay.set(key, outcome);
    if (pace === 'gentle') {
      this.last = outcome.catch(() => undefined).then(() => setTimeout(REST_MS, undefined, { ref: false }));
    }
    return outcome;
  }

  private async compare({ windowMs, modelVersion }: DriftRequest, pace: Pace): Promise<DriftOutcome> {
    const version = modelVersion ?? (await this.registry.activeVersion());
    if (version === undefined) return { kind: 'no-model' };
    const { schema, reference } = await this.contexts.of(version);
    if (!reference) return { kind: 'no-reference', modelVersion: version };
    const rule = this.windowRule(windowMs);
    const now = this.clock.now();
    const windows = planWindows(await this.summaries.scoredByHour(version, reachOf(now, rule)), now, rule);
    const current = await this.summaries.sum(version, windows.current, pace);
    const previous = await this.summaries.sum(version, windows.previous, pace);
    const subject = { modelVersion: version, features: schema.features, reference, windows, current, previous };
    return { kind: 'compared', report: compareWithReference(subject, this.config.drift), current };
  }

  private windowRule(windowMs: number | undefined): WindowRule {
    const { minimumRows, cycle, window } = this.config.drift;
    if (windowMs === undefined) return { minimumRows, cycleMs: cycle, longestMs: window };
    const wholeHours = Math.ceil(windowMs / HOUR_MS) * HOUR_MS;
    return { minimumRows, cycleMs: wholeHours, longestMs: wholeHours };
  }
}
