import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { registerStoreGauges, type Sample } from '../../platform/index.js';
import type { Figures } from '../gate/evidence.js';
import type { ValidateOutput } from './outputs.js';

const FIGURES: Record<keyof Figures, string> = {
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'f1',
  rocAuc: 'roc_auc',
  averagePrecision: 'average_precision',
  calibrationError: 'calibration_error',
  alertRate: 'alert_rate',
  costPerRow: 'cost_per_row',
};

const NEWEST = `
  SELECT output FROM retraining_step WHERE name = 'validate' AND status = 'done' AND output ? 'checks'
  ORDER BY run_id DESC LIMIT 1`;

/** What the gate said last. */
@Injectable()
export class GateGauges {
  constructor(@Inject(DataSource) dataSource: DataSource, registry: Registry) {
    const newest = async (): Promise<ValidateOutput | undefined> => {
      const rows: { output: ValidateOutput }[] = await dataSource.query(NEWEST);
      return rows[0]?.output;
    };
    registerStoreGauges<ValidateOutput | undefined>(registry, newest, [
      {
        name: 'ml_retraining_gate_passed',
        help: '1 for each check of the gate that the challenger of the newest validated run passed, 0 for one that it failed; absent before the first validated run.',
        labelNames: ['check'],
        samples: (output) =>
          (output?.checks ?? []).map(({ name, passed }) => ({ labels: { check: name }, value: Number(passed) })),
      },
      {
        name: 'ml_retraining_gate_figure',
        help: `What champion and challenger of the newest validated run showed on the same rows: ${Object.values(FIGURES).join(', ')}; absent before the first validated run, and of the champion where there was none.`,
        labelNames: ['figure', 'model'],
        samples: (output) =>
          output
            ? [...samples('champion', output.champion?.figures), ...samples('challenger', output.challenger.figures)]
            : [],
      },
    ]);
  }
}

function samples(model: string, figures: Figures | undefined): Sample[] {
  return Object.entries(figures ?? {}).map(([figure, value]: [string, number]) => ({
    labels: { figure: FIGURES[figure as keyof Figures], model },
    value,
  }));
}
