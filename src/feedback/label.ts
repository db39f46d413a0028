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

/** Labelled predictions of one model version, counted by what was said and what was true. */
export interface Outcomes {
  readonly modelVersion: string;
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}
