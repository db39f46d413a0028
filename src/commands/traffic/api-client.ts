import { setTimeout } from 'node:timers/promises';
import { ApiError, networkReason, refusal } from './api-error.js';
import type { LabelCounts } from './tally.js';
import type { OutgoingLabel, OutgoingTransaction } from './transaction.js';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
const PATIENCE_MS = 120_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** How the client spends time; tests bring their own. */
export interface ClientTiming {
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Told why the client waits. */
  readonly onWait: (reason: string) => void;
}

const REAL_TIMING: ClientTiming = {
  wait: async (milliseconds) => {
    await setTimeout(milliseconds);
  },
  onWait: (reason) => {
    process.stderr.write(`${reason}\n`);
  },
};

type Answer =
  | { readonly kind: 'answered'; readonly body: unknown }
  | { readonly kind: 'busy'; readonly waitMs: number | undefined; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

/**
 * The service's HTTP API as its callers use it. A service that is busy (503) or restarts is waited for, two minutes at
 * most: scoring a transaction twice under one id counts once. Every call throws ApiError when it is refused.
 */
export class ApiClient {
  private readonly address: string;
  private reached = false;

  /** @param url of the service; a path is kept, as of a service behind a gateway */
  constructor(
    url: URL,
    private readonly timing: ClientTiming = REAL_TIMING,
  ) {
    this.address = url.href.replace(/\/$/, '');
  }

  /** Whether the transaction was called positive. */
  async predict(transaction: OutgoingTransaction): Promise<boolean> {
    const { prediction } = (await this.post('/predict', wire(transaction))) as { prediction: number };
    return prediction === 1;
  }

  /** Whether each of 1 to 10,000 transactions was called positive. */
  async predictBatch(transactions: readonly OutgoingTransaction[]): Promise<boolean[]> {
    const answer = await this.post('/predict/batch', { transactions: transactions.map(wire) });
    return (answer as { predictions: { prediction: number }[] }).predictions.map(({ prediction }) => prediction === 1);
  }

  /** Says what a transaction really was. */
  async label(label: OutgoingLabel): Promise<LabelCounts> {
    const { status } = (await this.post('/feedback', wireLabel(label))) as { status: keyof LabelCounts };
    return { recorded: 0, unchanged: 0, corrected: 0, pending: 0, [status]: 1 };
  }

  /** Says what 1 to 10,000 transactions really were. */
  async labelBatch(labels: readonly OutgoingLabel[]): Promise<LabelCounts> {
    return (await this.post('/feedback/batch', { labels: labels.map(wireLabel) })) as LabelCounts;
  }

  private async post(path: string, body: object): Promise<unknown> {
    const json = JSON.stringify(body);
    let waitedMs = 0;
    for (let backoffMs = FIRST_WAIT_MS; ; backoffMs = Math.min(LONGEST_WAIT_MS, backoffMs * 2)) {
      const answer = await this.attempt(path, json);
      if (answer.kind === 'answered') return answer.body;
      if (answer.kind === 'unreachable' && !this.reached) {
        const advice = 'start the service with "npm start", or name its address with --url';
        throw new ApiError(`nothing answers at ${this.address} (${answer.reason}): ${advice}`);
      }
      const waitMs = (answer.kind === 'busy' ? answer.waitMs : undefined) ?? backoffMs;
      if (waitedMs + waitMs > PATIENCE_MS)
        throw new ApiError(`gave up on POST ${path} after two minutes: ${answer.reason}`);
      if (waitedMs === 0) this.timing.onWait(`${answer.reason}; waiting, two minutes at most`);
      await this.timing.wait(waitMs);
      waitedMs += waitMs;
    }
  }

  private async attempt(path: string, json: string): Promise<Answer> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.address + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: json,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      text = await response.text();
    } catch (error) {
      return { kind: 'unreachable', reason: networkReason(error) };
    }
    this.reached = true;
    if (response.ok) return { kind: 'answered', body: JSON.parse(text) };
    const refused = refusal(path, response.status, text);
    if (response.status !== 503) throw refused;
    const seconds = Number(response.headers.get('retry-after') ?? NaN);
    return { kind: 'busy', waitMs: seconds > 0 ? seconds * 1_000 : undefined, reason: refused.message };
  }
}

function wire({ transactionId, timestamp, features }: OutgoingTransaction): object {
  return {
    transaction_id: transactionId,
    ...(timestamp !== undefined && { timestamp: new Date(timestamp).toISOString() }),
    features,
  };
}

function wireLabel({ transactionId, positive }: OutgoingLabel): object {
  return { transaction_id: transactionId, actual_fraud: positive };
}
