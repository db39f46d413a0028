import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { registerStoreGauges } from '../../platform/index.js';
import { Leadership } from './leadership.js';
import { OUTCOMES, type Outcome, STEP_NAMES, type StepName, TRIGGERS } from './run.js';
import { type RunFigures, type RunRow, RunStore } from './run-store.js';

const SUCCESSES: readonly Outcome[] = ['deployed', 'threshold-moved'];

/** What /metrics says of runs: counters of this process, and facts of all replicas from the store. */
@Injectable()
export class RunMetrics {
  private readonly runs: Counter<'trigger' | 'outcome'>;
  private readonly durations: Histogram<'step'>;

  constructor(registry: Registry, store: RunStore, leadership: Leadership) {
    const registers = [registry];
    this.runs = new Counter({
      name: 'ml_retraining_runs_total',
      help: `Runs that this process finished, by what asked for them and by outcome (${OUTCOMES.join(', ')}).`,
      labelNames: ['trigger', 'outcome'],
      registers,
    });
    for (const trigger of TRIGGERS) for (const outcome of OUTCOMES) this.runs.inc({ trigger, outcome }, 0);
    this.durations = new Histogram({
      name: 'ml_retraining_step_duration_seconds',
      help: 'Time of each attempt at a step in this process, in seconds, whatever came of it.',
      labelNames: ['step'],
      buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600],
      registers,
    });
    for (const step of STEP_NAMES) this.durations.zero({ step });
    new Gauge({
      name: 'ml_retraining_leader',
      help: '1 in the process that runs the steps, 0 in the others.',
      registers,
      collect() {
        this.set(Number(leadership.holds));
      },
    });
    registerStoreGauges<RunFigures>(registry, () => store.figures(), [
      {
        name: 'ml_retraining_in_progress',
        help: '1 while a run is not finished, waiting for its check included; 0 otherwise.',
        labelNames: [],
        samples: ({ inProgress }) => [{ labels: {}, value: Number(inProgress) }],
      },
      {
        name: 'ml_retraining_last_run_timestamp_seconds',
        help: 'When the last run of each outcome finished, in seconds since 1970; absent for outcomes that no run had.',
        labelNames: ['outcome'],
        samples: ({ lastFinished }) =>
          [...lastFinished].map(([outcome, at]) => ({ labels: { outcome }, value: at.getTime() / 1_000 })),
      },
      {
        name: 'ml_retraining_last_success_timestamp_seconds',
        help: 'When the last run finished that deployed a model or moved the threshold, in seconds since 1970; absent before the first.',
        labelNames: [],
        samples: ({ lastFinished }) => {
          const times = SUCCESSES.flatMap((outcome) => lastFinished.get(outcome)?.getTime() ?? []);
          return times.length === 0 ? [] : [{ labels: {}, value: Math.max(...times) / 1_000 }];
        },
      },
      {
        name: 'ml_retraining_last_check_timestamp_seconds',
        help: 'When a run last looked whether it is needed, in seconds since 1970; absent before the first time.',
        labelNames: [],
        samples: ({ lastCheck }) => (lastCheck ? [{ labels: {}, value: lastCheck.getTime() / 1_000 }] : []),
      },
    ]);
  }

  /** Begins to time an attempt; call what it returns at the end. */
  timeStep(step: StepName): () => void {
    return this.durations.startTimer({ step });
  }

  countFinished({ trigger, outcome }: RunRow): void {
    if (outcome !== null) this.runs.inc({ trigger, outcome });
  }
}
