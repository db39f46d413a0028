import { Injectable } from '@nestjs/common';
import { RowReader } from '../rows/row-reader.js';
import type { RowBounds, TrainingRows } from '../rows/training-rows.js';
import type { StepContext } from '../runs/run.js';
import { preparedOf } from './outputs.js';

/**
 * The rows of one run, in memory from prepare to validate. A process that takes the run over reads them again by the
 * same bounds.
 */
@Injectable()
export class PreparedRows {
  private kept: { readonly runId: number; readonly rows: TrainingRows } | undefined;

  constructor(private readonly reader: RowReader) {}

  /** Reads the rows of a run that begins, up to now. */
  prepare({ run, signal }: StepContext): Promise<TrainingRows> {
    return this.read(run.id, this.reader.bounds(), signal);
  }

  /** The rows that this run has prepared. */
  async of(context: StepContext): Promise<TrainingRows> {
    if (this.kept?.runId === context.run.id) return this.kept.rows;
    const { from, to } = preparedOf(context);
    context.log('reading the prepared rows again: another process had them in memory');
    return this.read(context.run.id, { from: Date.parse(from), to: Date.parse(to) }, context.signal);
  }

  /** Frees the memory; asking again reads again. */
  release(): void {
    this.kept = undefined;
  }

  private async read(runId: number, bounds: RowBounds, signal: AbortSignal): Promise<TrainingRows> {
    this.release();
    const rows = await this.reader.read(bounds, signal);
    this.kept = { runId, rows };
    return rows;
  }
}
