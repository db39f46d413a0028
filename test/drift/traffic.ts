import { generateTransactions, type DriftKind, type Transaction } from '../../src/generator/index.js';
import type { Answer, TestService } from '../support/service.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** What GeneratedHistory fills an empty store with. */
const HISTORY = { seed: 42, days: 30, transactionsPerDay: 1_000 };

/** What comes in the days after the generated history that ended at `now`, with a drift that starts after some of them. */
export function* trafficAfter(
  now: number,
  { kind, days, driftAfterDays = 0 }: { kind: DriftKind; days: number; driftAfterDays?: number },
): Generator<Transaction> {
  for (const transaction of generateTransactions({
    seed: HISTORY.seed,
    start: now - HISTORY.days * DAY_MS,
    durationDays: HISTORY.days + days,
    transactionsPerDay: HISTORY.transactionsPerDay,
    idPrefix: kind,
    drift: { kind, startsAt: now + driftAfterDays * DAY_MS },
  })) {
    if (transaction.timestamp >= now) yield transaction;
  }
}

/** Scores transactions in the hour that they happen in, and labels them (when asked to) so many hours later. */
export async function live(
  service: TestService,
  transactions: Iterable<Transaction>,
  { labelsAfterHours, eachDay }: { labelsAfterHours?: number; eachDay?: (day: number) => Promise<void> } = {},
): Promise<void> {
  const start = service.clock.now();
  const unlabelled: Transaction[][] = [];
  let hour: Transaction[] = [];
  let end = start + HOUR_MS;
  const close = async (): Promise<void> => {
    if (hour.length > 0) {
      const batch = hour.map(({ transactionId, features }) => ({ transaction_id: transactionId, features }));
      must(await service.post('/predict/batch', { transactions: batch }));
    }
    if (labelsAfterHours !== undefined) {
      unlabelled.push(hour);
      const ready = unlabelled.length > labelsAfterHours ? unlabelled.shift()! : [];
      const labels = ready.map(({ transactionId, fraud }) => ({ transaction_id: transactionId, actual_fraud: fraud }));
      if (labels.length > 0) must(await service.post('/feedback/batch', { labels }));
    }
    hour = [];
    service.clock.advance(HOUR_MS);
    end += HOUR_MS;
    const day = (service.clock.now() - start) / DAY_MS;
    if (Number.isInteger(day)) await eachDay?.(day);
  };
  for (const transaction of transactions) {
    while (transaction.timestamp >= end) await close();
    hour.push(transaction);
  }
  await close();
}

/** GET /drift after everything is summarised. */
export async function driftOf(service: TestService, query = ''): Promise<any> {
  await service.metric('ml_model_active');
  return must(await service.get(`/drift${query}`)).body;
}

/** The columns of an answer of GET /drift with this verdict. */
export function columnsWith(verdict: string, drift: any): string[] {
  return [drift.scores, ...drift.features].filter((column) => column.verdict === verdict).map(({ name }) => name);
}

/** Forgets what was scored, so that the next traffic starts afresh at `now`. */
export async function startAfresh(service: TestService, now: number): Promise<void> {
  await service.metric('ml_model_active');
  await service.dataSource.query('TRUNCATE prediction_hour, prediction_minute, outcome_hour, performance_estimate');
  service.clock.advance(now - service.clock.now());
}

function must(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  return answer;
}
