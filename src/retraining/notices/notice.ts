/** What happened. */
export const NOTICE_KINDS = [
  'started',
  'deployed',
  'threshold-moved',
  'refused',
  'failed',
  'cancelled',
  'rolled-back',
  'escalated',
  /** An escalated trouble is over. */
  'healed',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Something that people are told, once a receiver. */
export interface Notice {
  /** A notice with a key that was told before is not told again: `run-17-deployed`. */
  readonly key: string;
  readonly kind: NoticeKind;
  readonly severity: 'info' | 'warning' | 'error';
  /** One line that says it all. */
  readonly title: string;
  /** What and why, in one to three sentences. */
  readonly text: string;
  /** Names and values, in the order to be read: `accuracy before` -> `0.786`. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Paths below PUBLIC_URL, and what is there. */
  readonly links: readonly { readonly title: string; readonly path: string }[];
}
