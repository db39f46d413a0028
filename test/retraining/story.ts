import { type DriftKind, generateTransactions, type Transaction } from '../../src/generator/index.js';
import { ScoringMinutes } from '../../src/prediction/minutes/scoring-minutes.js';
import { ShadowScoring } from '../../src/prediction/shadow/shadow-scoring.js';
import { ProbationWatch } from '../../src/retraining/probation/probation-watch.js';
import { DailyCheck } from '../../src/retraining/runs/daily-check.js';
import { RunWorker } from '../../src/retraining/runs/run-worker.js';
import type { TestService } from '../support/service.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The town of src/retraining/generated-history.ts, whose history ends where these payments begin. */
const TOWN = { seed: 42, historyDays: 30, transactionsPerDay: 1_000 };
const SLICE_MS = 6 * HOUR_MS;
const CHECK_HOUR = 2;

/** How many answers of one day were right, by version; known to the test alone. */
type Score = Map<string, { right: number; all: number }>;

/** A service that lives with the generator's town, day after day, as fast as it can. */
export class Town {
  /** Days that have passed; each ends after the daily check. */
  day = 0;
  private readonly payments: Iterator<Transaction>;
  private next: Transaction;
  private labels: { readonly id: string; readonly fraud: boolean; readonly at: number }[] = [];
  private score: Score = new Map();

  /** @param drift begins at the end of a day */
  constructor(
    private readonly service: TestService,
    private readonly midnight: number,
    drift?: { readonly kind: DriftKind; readonly afterDays: number },
  ) {
    this.payments = generateTransactions({
      seed: TOWN.seed,
      start: midnight - TOWN.historyDays * DAY_MS,
      transactionsPerDay: TOWN.transactionsPerDay,
      idPrefix: 'live',
      ...(drift && { drift: { kind: drift.kind, startsAt: midnight + drift.afterDays * DAY_MS } }),
    });
    do this.next = this.payments.next().value as Transaction;
    while (this.next.timestamp < midnight);
  }

  /** Payments and labels of a day, up to the end of the daily check's hour. Returns the share of right answers, by version. */
  async live(): Promise<Record<string, number>> {
    this.day += 1;
    this.score = new Map();
    await this.traffic(this.midnight + this.day * DAY_MS + CHECK_HOUR * HOUR_MS);
    await this.check();
    return Object.fromEntries([...this.score].map(([version, { right, all }]) => [version, right / all]));
  }

  private async traffic(until: number): Promise<void> {
    const { clock } = this.service;
    while (clock.now() < until) {
      clock.advance(Math.min(SLICE_MS, until - clock.now()));
      await this.pay(clock.now());
      await this.tellTruth(clock.now());
    }
  }

  private async check(): Promise<void> {
    const { application, clock } = this.service;
    await application.get(ShadowScoring, { strict: false }).drain();
    await application.get(ScoringMinutes, { strict: false }).write();
    // What the gauges say is then of all that was sent.
    await this.service.metric('ml_model_accuracy');
    await application.get(ProbationWatch, { strict: false }).turn();
    await application.get(DailyCheck, { strict: false }).tick();
    const worker = application.get(RunWorker, { strict: false });
    await worker.turn();
    clock.advance(HOUR_MS + 60_000);
    await worker.turn();
  }

  private async pay(until: number): Promise<void> {
    const due: Transaction[] = [];
    for (; this.next.timestamp < until; this.next = this.payments.next().value as Transaction) due.push(this.next);
    const transactions = due.map(({ transactionId, timestamp, features }) => ({
      transaction_id: transactionId,
      timestamp: new Date(timestamp).toISOString(),
      features,
    }));
    const { predictions } = await this.sent('/predict/batch', { transactions });
    for (const [place, { fraud, transactionId, timestamp, labelDelayMs }] of due.entries()) {
      const { model_version, prediction } = predictions[place];
      const { right, all } = this.score.get(model_version) ?? { right: 0, all: 0 };
      this.score.set(model_version, { right: right + Number((prediction === 1) === fraud), all: all + 1 });
      this.labels.push({ id: transactionId, fraud, at: timestamp + labelDelayMs });
    }
  }

  private async tellTruth(now: number): Promise<void> {
    const due = this.labels.filter(({ at }) => at <= now);
    this.labels = this.labels.filter(({ at }) => at > now);
    const labels = due.map(({ id, fraud }) => ({ transaction_id: id, actual_fraud: fraud }));
    if (labels.length > 0) await this.sent('/feedback/batch', { labels });
  }

  private async sent(path: string, body: object): Promise<any> {
    const answer = await this.service.post(path, body);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }
}
