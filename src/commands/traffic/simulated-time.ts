import { BATCH_ROWS, type Sender } from './sender.js';
import type { TimedTransaction } from './transaction.js';

/**
 * Sends transactions as fast as the service takes them, in batches, with time simulated: a label is sent when the
 * transactions of its due time have been, so never early, and late by the rest of one batch at most. Transactions and
 * labels are each sent in the order of their times.
 *
 * @param transactions in the order of their times
 * @param labelDelayMs from a transaction to its label; undefined sends no labels
 * @param onSent called with the number of transactions after each batch
 */
export async function sendInSimulatedTime(
  transactions: AsyncIterable<TimedTransaction>,
  sender: Sender,
  labelDelayMs: number | undefined,
  onSent: (rows: number) => void,
): Promise<void> {
  let batch: TimedTransaction[] = [];
  const flush = async (): Promise<void> => {
    const last = batch.at(-1);
    if (!last) return;
    await sender.sendBatch(batch, labelDelayMs);
    await sender.sendDueLabelBatches(last.timestamp);
    onSent(batch.length);
    batch = [];
  };
  for await (const transaction of transactions) {
    batch.push(transaction);
    if (batch.length === BATCH_ROWS) await flush();
  }
  await flush();
}
