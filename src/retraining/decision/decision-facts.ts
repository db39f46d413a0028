import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../config/index.js';
import { LabelStore } from '../../feedback/index.js';
import { HistoryStore } from '../../history/index.js';
import { ProbationStore } from '../probation/probation-store.js';
import type { Evidence } from './decide.js';

const DAY_MS = 86_400_000;

type Facts = Pick<Evidence, 'runningRun' | 'lastTrainedAt' | 'trainedInLastDay' | 'probation' | 'labelledRows'>;

/** What the store knows that speaks for or against a run. */
@Injectable()
export class DecisionFacts {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly dataSource: DataSource,
    private readonly labels: LabelStore,
    private readonly history: HistoryStore,
    private readonly probations: ProbationStore,
  ) {}

  /** @param runId the run that asks */
  async read(runId: number, now: number): Promise<Facts> {
    const [runningRun, trained, probation, labelledRows] = await Promise.all([
      this.runningRun(runId),
      this.trained(now),
      this.probation(now),
      this.labelledRows(now),
    ]);
    return { runningRun, ...trained, probation, labelledRows };
  }

  private async runningRun(except: number): Promise<number | undefined> {
    const rows: { id: number }[] = await this.dataSource.query(
      `SELECT id FROM retraining_run WHERE status <> 'finished' AND id <> $1`,
      [except],
    );
    return rows[0]?.id;
  }

  private async trained(now: number): Promise<Pick<Facts, 'lastTrainedAt' | 'trainedInLastDay'>> {
    const rows: { last: Date | null; recent: number }[] = await this.dataSource.query(
      `SELECT max(run.finished_at) AS last, count(*) FILTER (WHERE run.finished_at > $1)::int AS recent
       FROM retraining_run run JOIN retraining_step step ON step.run_id = run.id AND step.name = 'train'
       WHERE run.status = 'finished' AND step.status = 'done'`,
      [new Date(now - DAY_MS)],
    );
    return { lastTrainedAt: rows[0]?.last?.getTime(), trainedInLastDay: rows[0]?.recent ?? 0 };
  }

  private async probation(now: number): Promise<Facts['probation']> {
    const active = await this.probations.active();
    if (!active || active.endsAt.getTime() <= now) return undefined;
    return { modelVersion: active.version, endsAt: active.endsAt.getTime() };
  }

  private async labelledRows(now: number): Promise<number> {
    const { minimumRows } = this.config.training;
    const labels = await this.labels.countSince(now - this.config.retraining.window, minimumRows);
    return labels < minimumRows ? labels + (await this.history.count()) : labels;
  }
}
