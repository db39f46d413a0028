/** The truth about one transaction, as somebody reported it. */
export interface Label {
  readonly transactionId: string;
  readonly actual: boolean;
  /** When the truth became known, in milliseconds since 1970. */
  readonly labelledAt: number;
}

/** What became of a reported label. `pending` waits for a prediction that has not arrived yet. */
export type LabelOutcome = 'recorded' | 'unchanged' | 'corrected' | 'pending';

/** The label of a prediction as it stands, and what it was before, oldest first. */
export interface LabelState {
  readonly actual: boolean;
  readonly labelledAt: Date;
  readonly recordedAt: Date;
  readonly corrections: readonly { readonly actual: boolean; readonly labelledAt: Date; readonly recordedAt: Date }[];
}

/** A label that became, or replaced, the truth about a prediction, and what the prediction had said. */
export interface LabelChange {
  readonly transactionId: string;
  /** When the prediction was scored, in milliseconds since 1970. */
  readonly scoredAt: number;
  readonly modelVersion: string;
  readonly score: number;
  readonly predicted: boolean;
  readonly amount: number | null;
  /** The label that it replaces; null for the first one. */
  readonly previous: boolean | null;
  readonly actual: boolean;
  /** When the truth became known, in milliseconds since 1970. */
  readonly labelledAt: number;
}

/** The truth about a prediction as it stands. */
export type LabelledPrediction = Pick<LabelChange, 'transactionId' | 'scoredAt' | 'actual'>;
