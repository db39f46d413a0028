import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { CronTime } from 'cron';
import type { Config } from '../config/index.js';
import { HistoryStore } from '../history/index.js';
import { compileEncoder, type FeatureValue, SchemaStore } from '../models/index.js';
import type { Database } from '../platform/index.js';
import { ScoredRows } from './data/scored-rows.js';
import { type Timeline, TimelineReader } from './data/timeline.js';
import { type BacktestWindow, totalOf, windowLengthFor, windowsOf } from './data/windows.js';
import { DrivenClock } from './driven-clock.js';
import { ReplayedService } from './replayed-service.js';

const HOUR_MS = 3_600_000;
const HISTORY_PAGE_ROWS = 2_000;
/** As many as POST /predict/batch and POST /feedback/batch take. */
const BATCH_ROWS = 10_000;

/** A row of a file in the order of its times. */
export interface BacktestRow {
  readonly transactionId: string;
  /** Milliseconds since 1970. */
  readonly occurredAt: number;
  readonly features: Readonly<Record<string, FeatureValue | undefined>>;
  /** Undefined where the file does not say: it is scored, and not labelled. */
  readonly positive: boolean | undefined;
}

export interface BacktestPlan {
  readonly config: Config;
  /** Empty and migrated; closed at the end. */
  readonly database: Database;
  readonly rows: AsyncIterable<BacktestRow>;
  readonly count: number;
  /** Rows that the first model is trained on. */
  readonly trainingRows: number;
  /** From a transaction to its label, in milliseconds. */
  readonly labelDelayMs: number;
  /** Default: so that there are at most 30. */
  readonly windowMs: number | undefined;
  readonly trainingWorker?: URL;
  readonly signal: AbortSignal;
  readonly onRow: () => void;
}

export interface Backtest {
  readonly trainedOn: { readonly rows: number; readonly from: number; readonly to: number };
  readonly windowMs: number;
  readonly timeline: Timeline;
  readonly windows: readonly BacktestWindow[];
  readonly total: BacktestWindow;
  readonly interrupted: boolean;
}

/**
 * What would have happened: the service itself on a driven clock, given a file's rows in the order of its times and their
 * labels later. Beside each answer stands that of the first version, which would have gone on where nothing heals.
 *
 * Time passes in hours; rows of an hour are scored at its last one. Cost: about 15 ms an hour that holds anything, and
 * that of scoring, storing and training.
 */
export async function runBacktest(plan: BacktestPlan): Promise<Backtest> {
  const rows = plan.rows[Symbol.asyncIterator]();
  const trained = await importHistory(plan, rows);
  const clock = new DrivenClock(trained.to);
  const service = await ReplayedService.start(plan.config, plan.database, clock, plan.trainingWorker).catch(
    async (error: unknown) => {
      await plan.database.close();
      throw error;
    },
  );
  try {
    const replay = new Replay(plan, service, clock);
    for await (const row of { [Symbol.asyncIterator]: () => rows }) {
      if (plan.signal.aborted) break;
      await replay.take(row);
    }
    await replay.end();
    const { scored } = replay;
    const span = (scored.times[scored.length - 1] ?? 0) - (scored.times[0] ?? 0);
    const windowMs = plan.windowMs ?? windowLengthFor(span);
    return {
      trainedOn: trained,
      windowMs,
      timeline: await replay.timeline.end(),
      windows: windowsOf(scored, windowMs),
      total: totalOf(scored),
      interrupted: plan.signal.aborted,
    };
  } finally {
    await service.stop();
  }
}

async function importHistory(
  { config, database: { dataSource }, trainingRows, onRow }: BacktestPlan,
  rows: AsyncIterator<BacktestRow>,
): Promise<Backtest['trainedOn']> {
  const history = new HistoryStore(dataSource);
  const schema = await new SchemaStore(dataSource, new DrivenClock(0)).versionOf(config.features);
  const encode = compileEncoder(config.features, config.prediction);
  let [count, from, to] = [0, Infinity, -Infinity];
  let page: Parameters<HistoryStore['insert']>[2][number][] = [];
  while (count < trainingRows) {
    const { value, done } = (await rows.next()) as IteratorResult<BacktestRow, undefined>;
    if (done) break;
    count += 1;
    [from, to] = [Math.min(from, value.occurredAt), Math.max(to, value.occurredAt)];
    const encoding = encode(value.features, 'features', []);
    if (encoding && value.positive !== undefined) {
      page.push({
        transactionId: value.transactionId,
        occurredAt: value.occurredAt,
        row: encoding.row,
        positive: value.positive,
      });
    }
    if (page.length === HISTORY_PAGE_ROWS || count === trainingRows) {
      await history.insert(schema.version, 'the backtest', page);
      page = [];
    }
    onRow();
  }
  await history.insert(schema.version, 'the backtest', page);
  return { rows: count, from, to };
}

/** Gives rows and labels to a service, and lets it do what is due in between. */
class Replay {
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
