import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { RowReader } from '../rows/row-reader.js';
import type { RowBounds, TrainingRows } from '../rows/training-rows.js';
import type { StepContext } from '../runs/run.js';
import { isInBreach, preparedOf } from './outputs.js';

/**
 * The rows of one run, in memory from prepare to validate. A process that takes the run over reads them again by the
 * same bounds.
 */
@Injectable()
export class PreparedRows {
  private kept: { readonly runId: number; readonly rows: TrainingRows } | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly reader: RowReader,
  ) {}

  /** Reads the rows of a run that begins, up to now. */
  prepare(context: StepContext): Promise<TrainingRows> {
    return this.read(context, this.reader.bounds());
  }

  /** The rows that this run has prepared. */
  async of(context: StepContext): Promise<TrainingRows> {
    if (this.kept?.runId === context.run.id) return this.kept.rows;
    const { from, to } = preparedOf(context);
    context.log('reading the prepared rows again: another process had them in memory');
    return this.read(context, { from: Date.parse(from), to: Date.parse(to) });
  }

  /** Frees the memory; asking again reads again. */
  release(): void {
    this.kept = undefined;
  }

  private async read(context: StepContext, bounds: RowBounds): Promise<TrainingRows> {
    this.release();
    const { run, signal } = context;
    const { heldOutOfEachClass, heldOutOfEachClassInBreach } = this.config.retraining;
    const ofEachClass = isInBreach(context) ? heldOutOfEachClassInBreach : heldOutOfEachClass;
    const rows = await this.reader.read(bounds, ofEachClass, signal);
    this.kept = { runId: run.id, rows };
    return rows;
  }
}
