import {
  accuracy,
  averagePrecision,
  type ConfusionCounts,
  f1,
  precision,
  recall,
  rocAuc,
} from '../../statistics/index.js';
import type { Decisions, ScoredRows } from './scored-rows.js';

const HOUR_MS = 3_600_000;
const LENGTHS_MS = [1, 3, 6, 12, 24, 48, 168, 336, 672, 2_184, 8_736].map((hours) => hours * HOUR_MS);
const MOST_WINDOWS = 30;

/** How a service did on rows whose truth is known. A figure that they can't give is absent. */
export interface Figures {
  readonly accuracy?: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
  readonly rocAuc?: number;
  readonly averagePrecision?: number;
}

export interface BacktestWindow {
  /** Milliseconds since 1970; `to` is not in it. */
  readonly from: number;
  readonly to: number;
  /** Rows whose truth is known, and how many of them are positive. */
  readonly rows: number;
  readonly positives: number;
  readonly healed: Figures;
  readonly unhealed: Figures;
}

/** A window length, in milliseconds, that cuts a span into at most 30. */
export function windowLengthFor(spanMs: number): number {
  return LENGTHS_MS.find((length) => spanMs / length <= MOST_WINDOWS) ?? spanMs / MOST_WINDOWS;
}

/** Figures with and without healing, window by window; windows without a row are left out. Cost: a sort of each window. */
export function windowsOf(rows: ScoredRows, lengthMs: number): BacktestWindow[] {
  const windows: BacktestWindow[] = [];
  const start = rows.times[0] ?? 0;
  for (let first = 0; first < rows.length;) {
    const from = start + Math.floor(((rows.times[first] ?? 0) - start) / lengthMs) * lengthMs;
    let last = first;
    while (last < rows.length && (rows.times[last] ?? 0) < from + lengthMs) last += 1;
    windows.push(windowOf(rows, first, last, from, from + lengthMs));
    first = last;
  }
  return windows;
}

/** All rows as one window. */
export function totalOf(rows: ScoredRows): BacktestWindow {
  return windowOf(rows, 0, rows.length, rows.times[0] ?? 0, rows.times[rows.length - 1] ?? 0);
}

function windowOf(rows: ScoredRows, first: number, last: number, from: number, to: number): BacktestWindow {
  const known = Uint32Array.from({ length: last - first }, (_, place) => first + place).filter(
    (row) => rows.truth[row] !== 255,
  );
  const labels = Uint8Array.from(known, (row) => rows.truth[row] ?? 0);
  return {
    from,
    to,
    rows: labels.length,
    positives: labels.reduce((sum, label) => sum + label, 0),
    healed: figuresOf(rows.healed, known, labels),
    unhealed: figuresOf(rows.unhealed, known, labels),
  };
}

function figuresOf({ scores, positive }: Decisions, known: Uint32Array, labels: Uint8Array): Figures {
  if (labels.length === 0) return {};
  const its = Float64Array.from(known, (row) => scores[row] ?? 0);
  const counts: ConfusionCounts = { tp: 0, fp: 0, tn: 0, fn: 0 };
  for (const [place, row] of known.entries()) {
    const called = positive[row] === 1;
    counts[labels[place] === 1 ? (called ? 'tp' : 'fn') : called ? 'fp' : 'tn'] += 1;
  }
  const figures = {
    accuracy: accuracy(counts),
    precision: precision(counts),
    recall: recall(counts),
    f1: f1(counts),
    rocAuc: rocAuc(its, labels),
    averagePrecision: averagePrecision(its, labels),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
