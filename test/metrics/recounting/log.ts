import type { DataSource } from 'typeorm';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
const SCORE_BINS = 256;

/** A prediction as it is logged, with its label as it is now. */
export interface Row {
  modelVersion: string;
  scoredAt: Date;
  score: number;
  predicted: boolean;
  amount: number | null;
  features: Buffer;
  actual: boolean | null;
  firstLabelledAt: Date | null;
}

/** What samples may show, by their names as written on the page: one value, or several where the log can't say which. */
export type Expected = Map<string, readonly number[]>;

export async function readLog(dataSource: DataSource): Promise<Row[]> {
  return dataSource.query(
    `SELECT p.model_version AS "modelVersion", p.scored_at AS "scoredAt", p.score, p.positive AS predicted, p.amount, p.features,
       l.actual, (SELECT c.labelled_at FROM label_change c WHERE c.scored_at = p.scored_at
         AND c.transaction_id = p.transaction_id AND c.previous IS NULL) AS "firstLabelledAt"
     FROM prediction p LEFT JOIN label l ON l.scored_at = p.scored_at AND l.transaction_id = p.transaction_id`,
  );
}

/** Where a window of this length that ends at `now` begins: at a whole hour. */
export function hoursBefore(now: number, lengthMs: number): number {
  return Math.floor((now - lengthMs) / HOUR_MS) * HOUR_MS;
}

export function since(rows: readonly Row[], from: number, to = Infinity): Row[] {
  return rows.filter(({ scoredAt }) => scoredAt.getTime() >= from && scoredAt.getTime() < to);
}

export function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

export interface Cells {
  tp: number;
  fp: number;
  tn: number;
  fn: number;
}

export function cellsOf(rows: readonly Row[]): Cells {
  const count = (predicted: boolean, actual: boolean): number =>
    rows.filter((row) => row.predicted === predicted && row.actual === actual).length;
  return { tp: count(true, true), fp: count(true, false), tn: count(false, false), fn: count(false, true) };
}

/** Amounts of the labelled rows that turned out so. */
export function moneyOf(rows: readonly Row[], predicted: boolean, actual: boolean): number {
  return rows
    .filter((row) => row.predicted === predicted && row.actual === actual)
    .reduce((sum, { amount }) => sum + (amount ?? 0), 0);
}

export function scoreBin(score: number): number {
  return Math.min(SCORE_BINS - 1, Math.floor(score * SCORE_BINS));
}
