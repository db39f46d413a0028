import type { ApiClient } from './api-client.js';
import { ApiError } from './api-error.js';
import type { LabelQueue } from './label-queue.js';
import type { Tally } from './tally.js';
import type { OutgoingTransaction, TimedTransaction } from './transaction.js';

/** The longest batch of predictions or labels. */
export const BATCH_ROWS = 500;

/** Sends transactions and the labels that are due, and counts what comes of them. */
export class Sender {
  constructor(
    private readonly client: ApiClient,
    private readonly labels: LabelQueue,
    private readonly tally: Tally,
  ) {}

  /** Scores one transaction, and keeps its label until `labelDueMs`; undefined keeps none. */
  async send(transaction: OutgoingTransaction, labelDueMs: number | undefined): Promise<void> {
    const predicted = await this.client.predict(transaction).catch((error: unknown) => {
      throw withOrigin(error, transaction.origin);
    });
    this.remember(transaction, predicted, labelDueMs);
  }

  /** Scores 1 to 500 transactions in one request, and keeps each label for `labelDelayMs`; undefined keeps none. */
  async sendBatch(transactions: readonly TimedTransaction[], labelDelayMs: number | undefined): Promise<void> {
    const predictions = await this.client.predictBatch(transactions).catch((error: unknown) => {
      throw withOrigin(error, originOf(error, transactions));
    });
    for (const [index, transaction] of transactions.entries()) {
      const dueMs = labelDelayMs === undefined ? undefined : transaction.timestamp + labelDelayMs;
      this.remember(transaction, predictions[index] === true, dueMs);
    }
  }

  /** Sends the labels due at `nowMs` or before, one a request. */
  async sendDueLabels(nowMs: number): Promise<void> {
    for (;;) {
      const [label] = this.labels.takeDue(nowMs, 1);
      if (!label) return;
      this.tally.counted(await this.client.label(label));
      this.tally.labelled(label.predicted, label.positive);
    }
  }

  /** Sends the labels due at `nowMs` or before, in batches. */
  async sendDueLabelBatches(nowMs: number): Promise<void> {
    for (;;) {
      const batch = this.labels.takeDue(nowMs, BATCH_ROWS);
      if (batch.length === 0) return;
      this.tally.counted(await this.client.labelBatch(batch));
      for (const { predicted, positive } of batch) this.tally.labelled(predicted, positive);
    }
  }

  private remember(
    { transactionId, positive }: OutgoingTransaction,
    predicted: boolean,
    dueMs: number | undefined,
  ): void {
    this.tally.predicted(predicted);
    if (positive !== undefined && dueMs !== undefined) this.labels.add({ transactionId, positive, predicted }, dueMs);
  }
}

/** A batch's problem names the place of a row in the request; its origin is what a person can look up. */
function originOf(error: unknown, transactions: readonly OutgoingTransaction[]): string {
  const field = error instanceof ApiError ? error.fields[0]?.field : undefined;
  const index = /^transactions\[(\d+)\]/.exec(field ?? '')?.[1];
  return (transactions[Number(index ?? 0)] ?? transactions[0])?.origin ?? '';
}

function withOrigin(error: unknown, origin: string): unknown {
  return error instanceof ApiError && error.fields.length > 0
    ? new ApiError(`${origin}: ${error.message}`, error.fields)
    : error;
}
