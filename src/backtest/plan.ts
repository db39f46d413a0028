import type { Config } from '../config/index.js';
import type { FeatureValue } from '../models/index.js';
import type { Database } from '../platform/index.js';

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
