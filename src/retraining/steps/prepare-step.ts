import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { ModelRegistry } from '../../models/index.js';
import { comparisonRefusal, describeSources, fitRefusal } from '../rows/refusal.js';
import type { TrainingRows } from '../rows/training-rows.js';
import type { Step, StepContext, StepResult } from '../runs/run.js';
import { deployAs } from './deploy-as.js';
import { isInBreach, type PrepareOutput } from './outputs.js';
import { PreparedRows } from './prepared-rows.js';
import { ThresholdMover } from './threshold-mover.js';

/** Reads the labelled rows, and tries whether moving the champion's threshold is cure enough. */
@Injectable()
export class PrepareStep implements Step {
  readonly name = 'prepare';

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly prepared: PreparedRows,
    private readonly mover: ThresholdMover,
    private readonly registry: ModelRegistry,
  ) {}

  async run(context: StepContext): Promise<StepResult> {
    const start = performance.now();
    const rows = await this.prepared.prepare(context);
    const output = describe(rows, (performance.now() - start) / 1_000);
    context.log(`${output.rows} rows in ${output.seconds} s: ${describeSources(rows)}`);
    const { rows: heldOut, positives } = output.heldOut;
    const why = isInBreach(context) ? ': few, since something is wrong and what is new is to be learned' : '';
    context.log(`${heldOut} of them held out, ${positives} positive${why}`);
    const refusal = fitRefusal(rows, this.config.training.minimumRows) ?? comparisonRefusal(heldOut, positives);
    if (refusal !== undefined) {
      this.prepared.release();
      return { kind: 'end', outcome: 'refused', explanation: refusal, output };
    }
    const move = await this.mover.tried(rows, context);
    if (!move) return { kind: 'done', output };
    context.log(move.thresholdOnly.reason);
    const tried = { ...output, thresholdOnly: move.thresholdOnly };
    const { version, heals, movedTo, reason } = move.thresholdOnly;
    if (!heals || movedTo === undefined) return { kind: 'done', output: tried };
    this.prepared.release();
    return {
      kind: 'end',
      outcome: 'threshold-moved',
      explanation: reason,
      output: tried,
      commit: (manager) =>
        deployAs(this.registry, manager, {
          version,
          replaces: move.deploymentId,
          deployment: { kind: 'threshold', actor: `run ${context.run.id}`, reason, decisionThreshold: movedTo },
        }),
    };
  }
}

function describe(rows: TrainingRows, seconds: number): PrepareOutput {
  const { schema, bounds, sources, fittedPart: fitted, heldOutPart: heldOut } = rows;
  return {
    schemaVersion: schema.version,
    from: new Date(bounds.from).toISOString(),
    to: new Date(bounds.to).toISOString(),
    rows: rows.rows,
    positives: fitted.positives + heldOut.positives,
    fitted,
    heldOut,
    sources,
    seconds: Number(seconds.toFixed(3)),
  };
}
