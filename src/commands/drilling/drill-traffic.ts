import { setTimeout } from 'node:timers/promises';
import { type DriftKind, generateTransactions, type Transaction } from '../../generator/index.js';
import { LabelQueue } from '../traffic/label-queue.js';

const DAY_MS = 86_400_000;
/** Those of the first model's history, so that customers and terminals are the same. */
const SEED = 42;
const TRANSACTIONS_PER_DAY = 1_000;
const TICK_MS = 50;
const MOST_IN_FLIGHT = 3_000;
const REQUEST_TIMEOUT_MS = 30_000;
const LABELS_EVERY_MS = 250;
const LABEL_BATCH = 500;

export interface TrafficPlan {
  readonly url: string;
  readonly drift: DriftKind;
  /** A day of the generator, in milliseconds of the machine. */
  readonly dayMs: number;
  /** Days before the drift. */
  readonly driftAfterDays: number;
  /** Half of the labels take longer than this, in milliseconds of the machine. */
  readonly labelDelayMs: number;
}

/** What was sent. */
export interface TrafficCounts {
  predictions: number;
  failed: number;
  labels: number;
}

/**
 * The generator's payments through the HTTP API, each at its time, as callers who do not wait for each other and try nothing
 * twice; labels at theirs. Goes on until `signal` aborts.
 */
export async function sendTraffic(plan: TrafficPlan, signal: AbortSignal): Promise<TrafficCounts> {
  const counts: TrafficCounts = { predictions: 0, failed: 0, labels: 0 };
  const labels = new LabelQueue();
  const inFlight = new Set<Promise<void>>();
  const { dayMs, labelDelayMs } = plan;
  const start = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const transactions = generateTransactions({
    seed: SEED,
    start,
    transactionsPerDay: TRANSACTIONS_PER_DAY,
    labelDelayDays: labelDelayMs / dayMs,
    idPrefix: `drill-${Date.now().toString(36)}`,
    drift: { kind: plan.drift, startsAt: start + plan.driftAfterDays * DAY_MS },
  });
  let next = transactions.next();
  const beganAt = performance.now();
  const elapsed = (): number => performance.now() - beganAt;
  const dueMs = ({ timestamp }: Transaction): number => ((timestamp - start) * dayMs) / DAY_MS;
  let labelledAt = 0;
  while (!signal.aborted) {
    while (next.value && dueMs(next.value) <= elapsed() && inFlight.size < MOST_IN_FLIGHT) {
      const transaction = next.value;
      const sent = score(plan.url, transaction).then((scored) => {
        counts[scored ? 'predictions' : 'failed'] += 1;
        if (!scored) return;
        const { transactionId, fraud, labelDelayMs: delay } = transaction;
        const due = dueMs(transaction) + (delay * dayMs) / DAY_MS;
        labels.add({ transactionId, positive: fraud, predicted: false }, due);
      });
      const tracked = sent.finally(() => inFlight.delete(tracked));
      inFlight.add(tracked);
      next = transactions.next();
    }
    if (elapsed() - labelledAt >= LABELS_EVERY_MS) {
      labelledAt = elapsed();
      const due = labels.takeDue(elapsed(), LABEL_BATCH);
      const body = due.map(({ transactionId, positive }) => ({
        transaction_id: transactionId,
        actual_fraud: positive,
      }));
      if (due.length > 0 && (await post(plan.url, '/feedback/batch', { labels: body }))) counts.labels += due.length;
    }
    await setTimeout(TICK_MS);
  }
  await Promise.all(inFlight);
  return counts;
}

function score(url: string, { transactionId, features }: Transaction): Promise<boolean> {
  return post(url, '/predict', { transaction_id: transactionId, features });
}

async function post(url: string, path: string, body: object): Promise<boolean> {
  try {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
