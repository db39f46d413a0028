/** A transaction to be sent, and what it really was. */
export interface OutgoingTransaction {
  readonly transactionId: string;
  /** Milliseconds since 1970, the transaction's own time; absent: when it arrives. */
  readonly timestamp?: number;
  readonly features: object;
  /** Undefined where nobody knows: then no label is sent. */
  readonly positive: boolean | undefined;
  /** Where it comes from, for messages: a file and a line. */
  readonly origin: string;
}

/** A transaction with a time of its own. */
export type TimedTransaction = OutgoingTransaction & { readonly timestamp: number };

/** A label to be sent, and what the service predicted. */
export interface OutgoingLabel {
  readonly transactionId: string;
  readonly positive: boolean;
  readonly predicted: boolean;
}
