import { setTimeout } from 'node:timers/promises';
import type { LabelQueue } from './label-queue.js';
import { RequestsInFlight } from './requests-in-flight.js';
import type { Sender } from './sender.js';
import type { OutgoingTransaction } from './transaction.js';

const LATE_MS = 1_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A transaction, and when it and its label are to be sent, in milliseconds after the start. */
export interface ScheduledTransaction {
  readonly transaction: OutgoingTransaction;
  readonly atMs: number;
  /** Undefined: no label is sent. */
  readonly labelAtMs: number | undefined;
}

/** Milliseconds that pass, and waiting for them; tests bring their own. */
export interface Stopwatch {
  readonly elapsedMs: () => number;
  /** Waits until so much time has passed, or until `signal` is aborted. */
  readonly waitUntil: (elapsedMs: number, signal: AbortSignal) => Promise<'passed' | 'aborted'>;
}

/** A stopwatch on the process's own clock, started now. */
export function startStopwatch(): Stopwatch {
  const startMs = performance.now();
  const elapsedMs = (): number => performance.now() - startMs;
  return {
    elapsedMs,
    waitUntil: async (untilMs, signal) => {
      const restMs = untilMs - elapsedMs();
      // Rejects only when it is aborted, and then there is nothing left to wait for.
      if (restMs > 0)
        await setTimeout(Math.min(restMs, LONGEST_TIMER_MS), undefined, { signal }).catch(() => undefined);
      return signal.aborted ? 'aborted' : 'passed';
    },
  };
}

/**
 * Sends each transaction and each label at its time, one a request, in the order of their times. When the service answers
 * too slowly for that, and sending is a second late, requests go side by side and labels in batches. Nothing is left
 * out. Labels due after the last transaction are left in `labels`.
 *
 * @param transactions in the order of `atMs`
 * @param onSent called after each transaction
 * @param signal ends the sending after the requests under way
 */
export async function sendInRealTime(
  transactions: AsyncIterable<ScheduledTransaction> | Iterable<ScheduledTransaction>,
  { sender, labels, stopwatch }: { sender: Sender; labels: LabelQueue; stopwatch: Stopwatch },
  onSent: () => void,
  signal: AbortSignal,
): Promise<void> {
  const requests = new RequestsInFlight();
  const isLate = (dueMs: number): boolean => stopwatch.elapsedMs() - dueMs > LATE_MS;
  for await (const { transaction, atMs, labelAtMs } of transactions) {
    for (let dueMs = labels.nextDueMs; dueMs <= atMs; dueMs = labels.nextDueMs) {
      if ((await stopwatch.waitUntil(dueMs, signal)) === 'aborted') break;
      if (isLate(dueMs)) await requests.start(() => sender.sendDueLabelBatches(atMs));
      else await sender.sendDueLabels(dueMs);
    }
    if ((await stopwatch.waitUntil(atMs, signal)) === 'aborted') break;
    await requests.start(async () => {
      await sender.send(transaction, labelAtMs);
      onSent();
    });
    if (!isLate(atMs)) await requests.finish();
  }
  await requests.finish();
}
