import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Analyst } from '../analysis/analyst.js';
import { judgeMove, lopsided } from '../gate/threshold.js';
import { comparisonRefusal } from '../rows/refusal.js';
import type { TrainingRows } from '../rows/training-rows.js';
import type { StepContext } from '../runs/run.js';
import { Champion } from './champion.js';
import type { ThresholdOnly } from './outputs.js';

/** What a move would do to the deployment of this id. */
export interface TriedMove {
  readonly deploymentId: number;
  readonly thresholdOnly: ThresholdOnly;
}

/** Tries whether another threshold is cure enough, before another model is trained. */
@Injectable()
export class ThresholdMover {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly champion: Champion,
    private readonly analyst: Analyst,
  ) {}

  /**
   * On held-out rows that the champion was not fitted on: the older half to pick the threshold, the newer to measure.
   *
   * @returns undefined without costs or a champion that can be measured, and for forced runs: those want a model
   */
  async tried(rows: TrainingRows, { run, signal }: StepContext): Promise<TriedMove | undefined> {
    const { costs, gate } = this.config.retraining;
    const champion = costs && !run.force ? await this.champion.current() : undefined;
    if (!costs || !champion) return undefined;
    const { set, part } = rows.heldOutAfter(champion.fittedUpTo);
    if (comparisonRefusal(part.rows, part.positives) !== undefined) return undefined;
    const { threshold, details, deploymentId } = champion;
    const common = { version: details.version, threshold };
    const objection = lopsided(part, rows.fittedPart);
    if (objection !== undefined) return { deploymentId, thresholdOnly: { ...common, heals: false, reason: objection } };
    const readable = await this.champion.on(champion, set, rows.schema);
    if (readable.kind === 'unreadable') return undefined;
    const move = await this.analyst.run({ kind: 'move', truth: set, model: readable.contender, costs }, { signal });
    if (move.kind === 'stay') {
      const reason = 'the rows held out say too little of where the threshold should be';
      return { deploymentId, thresholdOnly: { ...common, heals: false, reason } };
    }
    const { movedTo, before, after } = move;
    const verdict = judgeMove({ threshold, movedTo, before, after, registered: details.metrics }, gate);
    return { deploymentId, thresholdOnly: { ...common, ...verdict, movedTo, before, after } };
  }
}
