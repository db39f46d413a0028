import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ValidateOutput } from '../steps/outputs.js';

/** How a version was to differ from the one that it replaced, by what both showed at the gate. */
export interface ExpectedChange {
  /** Positives of the version for each one of the former version. */
  readonly alertRateRatio: number;
  /** Positives for each negative, of the version and of the former one; absent when no gate measured them. */
  readonly alertOdds?: { readonly version: number; readonly former: number };
  /** PSI of its scores against the former version's. */
  readonly scorePsi: number;
}

/** Of a version that no gate measured. */
export const NO_CHANGE: ExpectedChange = { alertRateRatio: 1, scorePsi: 0 };

/**
 * Reads what the gate saw of the version that a run deployed. A cure differs from what it cures: without this a version
 * that finds the frauds which the former one missed would be rolled back for its many alarms.
 */
@Injectable()
export class ExpectedChanges {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Cost: one query of the kept runs. */
  async of(deploymentId: number): Promise<ExpectedChange> {
    const rows: { output: ValidateOutput }[] = await this.dataSource.query(
      `SELECT validated.output FROM retraining_step deployed
       JOIN retraining_step validated ON validated.run_id = deployed.run_id AND validated.name = 'validate'
       WHERE deployed.name = 'deploy' AND deployed.output->>'deploymentId' = $1 AND validated.output IS NOT NULL`,
      [String(deploymentId)],
    );
    return rows[0] ? changeOf(rows[0].output) : NO_CHANGE;
  }
}

/** Reads it off what validate said; no change where a figure is lacking. */
export function changeOf({ champion, challenger, comparedOn, scorePsi = 0 }: ValidateOutput): ExpectedChange {
  const [before, after] = [champion?.figures.alertRate, challenger.figures.alertRate];
  if (before === undefined || after === undefined) return NO_CHANGE;
  const { rows } = comparedOn;
  return {
    alertRateRatio: (after * rows + 0.5) / (before * rows + 0.5),
    alertOdds: { version: alertOdds(after * rows, rows), former: alertOdds(before * rows, rows) },
    scorePsi,
  };
}

/** Positives for each negative, with half a row on each side, which keeps it finite. */
export function alertOdds(positives: number, rows: number): number {
  return (positives + 0.5) / (rows - positives + 0.5);
}
