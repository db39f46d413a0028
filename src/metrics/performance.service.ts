import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { LabelStore } from '../feedback/index.js';
import { Clock } from '../platform/index.js';
import { type Performance, performanceOf } from './performance.js';

/** How the model does, from the predictions whose truth is known. Computed from the store, so every replica says the same. */
@Injectable()
export class PerformanceService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly labels: LabelStore,
    private readonly clock: Clock,
  ) {}

  /** Each version with labelled predictions in the rolling window (`windows.performance` of the config). */
  async current(): Promise<Performance[]> {
    const { performance, minimumLabels } = this.config.windows;
    const outcomes = await this.labels.outcomes(this.clock.now() - performance);
    return outcomes.map((version) => performanceOf(version, minimumLabels));
  }
}
