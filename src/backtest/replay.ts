import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { CronTime } from 'cron';
import { ScoredRows } from './data/scored-rows.js';
import { TimelineReader } from './data/timeline.js';
import type { DrivenClock } from './driven-clock.js';
import type { BacktestPlan, BacktestRow } from './plan.js';
import type { ReplayedService } from './replayed-service.js';

const HOUR_MS = 3_600_000;
/** As many as POST /predict/batch and POST /feedback/batch take. */
const BATCH_ROWS = 10_000;

/** Gives rows and labels to a service, and lets it do what is due in between. */
export class Replay {
  readonly scored: ScoredRows;
  readonly timeline: TimelineReader;
  private readonly cron: CronTime;
  private hour: number;
  private nextCheck: number;
  private batch: BacktestRow[] = [];
  /** Rows whose label is still to come, oldest first, and how many of them came. */
  private unlabelled: BacktestRow[] = [];
  private labelled = 0;
  private running = false;
  /** While a version may be on probation, in milliseconds since 1970. */
  private watchedUntil = -Infinity;

  constructor(
    private readonly plan: BacktestPlan,
    private readonly service: ReplayedService,
    private readonly clock: DrivenClock,
  ) {
    this.scored = new ScoredRows(plan.count);
    this.timeline = new TimelineReader(service);
    const { cron, timeZone } = plan.config.retraining.schedule;
    this.cron = new CronTime(cron, timeZone);
    this.hour = Math.floor(clock.now() / HOUR_MS) * HOUR_MS;
    this.nextCheck = this.checkAfter(clock.now());
  }

  async take(row: BacktestRow): Promise<void> {
    const hour = Math.floor(row.occurredAt / HOUR_MS) * HOUR_MS;
    if (hour !== this.hour || this.batch.length === BATCH_ROWS) {
      await this.score();
      await this.passTo(hour);
      this.hour = hour;
    }
    this.batch.push(row);
  }

  /** Scores the last rows; labels still due then are not waited for. */
  async end(): Promise<void> {
    await this.score();
    await this.heal();
  }

  private async score(): Promise<void> {
    const { batch, plan } = this;
    this.batch = [];
    if (batch.length === 0) return;
    this.clock.set(batch.at(-1)?.occurredAt ?? 0);
    const answers = await this.service.score(batch);
    const { first } = this.service;
    for (const [place, row] of batch.entries()) {
      const answer = answers[place];
      const encoding = first.encode(row.features, 'features', []);
      if (!answer || !encoding) throw new Error(`no answer to ${row.transactionId}`);
      const score = first.forest.predictProbability(encoding.row.values);
      this.scored.add(
        row.occurredAt,
        row.positive,
        { score: answer.probability, positive: answer.prediction === 1 },
        { score, positive: score >= first.decisionThreshold },
      );
      plan.onRow();
    }
    this.unlabelled.push(...batch.filter(({ positive }) => positive !== undefined));
    await yieldToEventLoop();
  }

  /** Lets time pass up to an hour, stopping wherever something is due. */
  private async passTo(hour: number): Promise<void> {
    while (!this.plan.signal.aborted) {
      const next = Math.min(this.nextDue(), hour);
      this.clock.set(next);
      await this.labelDue(next);
      if (next >= this.nextCheck) {
        await this.service.dailyCheck();
        this.nextCheck = this.checkAfter(next);
        this.running = true;
      }
      if (this.running || next < this.watchedUntil) await this.heal();
      if (next >= hour) return;
    }
  }

  private nextDue(): number {
    const label = this.unlabelled[this.labelled];
    const nextHour = this.hourAfter(this.clock.now());
    return Math.min(
      this.nextCheck,
      label ? Math.max(label.occurredAt + this.plan.labelDelayMs, nextHour) : Infinity,
      this.running ? nextHour : Infinity,
    );
  }

  private async labelDue(now: number): Promise<void> {
    for (;;) {
      const due: { transactionId: string; positive: boolean }[] = [];
      while (due.length < BATCH_ROWS) {
        const row = this.unlabelled[this.labelled];
        if (!row || row.occurredAt + this.plan.labelDelayMs > now) break;
        due.push({ transactionId: row.transactionId, positive: row.positive === true });
        this.labelled += 1;
      }
      if (due.length === 0) break;
      await this.service.label(due);
    }
    if (this.labelled > BATCH_ROWS) {
      this.unlabelled = this.unlabelled.slice(this.labelled);
      this.labelled = 0;
    }
  }

  private async heal(): Promise<void> {
    await this.service.summarise();
    await this.service.heal();
    if (!this.running) return;
    const { running, ran } = await this.timeline.follow();
    this.running = running;
    if (ran) this.watchedUntil = this.clock.now() + this.plan.config.retraining.probation.length + HOUR_MS;
  }

  private checkAfter(time: number): number {
    return this.cron.getNextDateFrom(new Date(time)).toMillis();
  }

  private hourAfter(time: number): number {
    return (Math.floor(time / HOUR_MS) + 1) * HOUR_MS;
  }
}
