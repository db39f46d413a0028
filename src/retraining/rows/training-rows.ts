import type { TrainingSet } from '../../forest/index.js';
import type { FeatureSchema } from '../../models/index.js';

/** Rows held out for each one of a class that is asked for. */
const LEAST_ROWS_RATIO = 4;

/** Which predictions are read, by the time of scoring; the same bounds give the same rows. Milliseconds since 1970. */
export interface RowBounds {
  readonly from: number;
  readonly to: number;
}

/** How many rows came from where, and how many did not. */
export interface RowSources {
  readonly history: number;
  readonly predictions: number;
  /** Rows of another feature list. */
  readonly otherSchema: number;
  /** Labelled predictions that the exploration weighs at nothing. */
  readonly notExplored: number;
  /** Whether there were more rows than a fit takes: the oldest are left out. */
  readonly isCapped: boolean;
}

/** Rows from one moment to another. */
export interface RowPart {
  readonly rows: number;
  readonly positives: number;
  /** The transactions' own times, ISO 8601; absent without rows. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * How much is held out: the newest rows that hold `ofEachClass` positives and as many negatives, and four times as many
 * rows in all, so that figures of balanced classes are as firm; at most `share` of all.
 */
export interface HeldOutPolicy {
  readonly share: number;
  readonly ofEachClass: number;
}

/** Labelled rows in the order of the transactions' own times: the older ones to fit on, the newest held out. */
export class TrainingRows {
  /** The newest rows, which no fit sees, begin here. */
  readonly firstHeldOut: number;

  constructor(
    readonly schema: FeatureSchema,
    readonly set: TrainingSet,
    /** [rows] ascending, milliseconds since 1970. */
    readonly times: Float64Array,
    readonly sources: RowSources,
    readonly bounds: RowBounds,
    heldOut: HeldOutPolicy,
  ) {
    this.firstHeldOut = firstHeldOut(set, heldOut);
  }

  get rows(): number {
    return this.times.length;
  }

  get fitted(): TrainingSet {
    return slice(this.set, 0, this.firstHeldOut);
  }

  get heldOut(): TrainingSet {
    return slice(this.set, this.firstHeldOut, this.rows);
  }

  /** Held-out rows that are newer than `time` (milliseconds). */
  heldOutAfter(time: number): { readonly set: TrainingSet; readonly part: RowPart } {
    let start = this.firstHeldOut;
    while (start < this.rows && (this.times[start] ?? Infinity) <= time) start += 1;
    return { set: slice(this.set, start, this.rows), part: this.part(start, this.rows) };
  }

  get fittedPart(): RowPart {
    return this.part(0, this.firstHeldOut);
  }

  get heldOutPart(): RowPart {
    return this.part(this.firstHeldOut, this.rows);
  }

  private part(start: number, end: number): RowPart {
    const rows = end - start;
    const positives = positivesOf(slice(this.set, start, end));
    return rows === 0 ? { rows, positives } : { rows, positives, from: this.time(start), to: this.time(end - 1) };
  }

  private time(row: number): string {
    return new Date(this.times[row] ?? NaN).toISOString();
  }
}

function firstHeldOut({ labels }: TrainingSet, { share, ofEachClass }: HeldOutPolicy): number {
  const least = Math.floor(labels.length * (1 - share));
  let first = labels.length;
  let positives = 0;
  const isEnough = (rows: number): boolean =>
    Math.min(positives, rows - positives) >= ofEachClass && rows >= LEAST_ROWS_RATIO * ofEachClass;
  while (first > least && !isEnough(labels.length - first)) {
    first -= 1;
    positives += labels[first] ?? 0;
  }
  return first;
}

/** Rows of class 1. */
export function positivesOf({ labels }: TrainingSet): number {
  let positives = 0;
  for (const label of labels) positives += label;
  return positives;
}

/** The rows from `start` up to, not including, `end`, as views. */
function slice({ kinds, columns, labels, weights }: TrainingSet, start: number, end: number): TrainingSet {
  return {
    kinds,
    columns: columns.map((column) => column.subarray(start, end)),
    labels: labels.subarray(start, end),
    ...(weights && { weights: weights.subarray(start, end) }),
  };
}
