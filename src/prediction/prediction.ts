import type { EncodedRow } from '../models/index.js';

/** What the model said of one transaction. It is written once and never changed. */
export interface Prediction {
  readonly transactionId: string;
  /** When the service scored it, by its own clock, in milliseconds since 1970. Windows and retention go by it. */
  readonly scoredAt: number;
  /** The transaction's own time, in milliseconds since 1970. It orders training data. */
  readonly transactionTime: number;
  readonly modelVersion: string;
  readonly schemaVersion: number;
  /** The forest's probability of the positive class, 0 to 1. */
  readonly score: number;
  /** What was answered. */
  readonly positive: boolean;
  /** While exploration was on, of a score past the threshold: the chance with which it was let through; else null. */
  readonly explorationShare: number | null;
  /** The value of the config's amount feature, when there is one. */
  readonly amount: number | null;
  readonly row: EncodedRow;
}
