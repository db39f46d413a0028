import type { DataSource } from 'typeorm';
import { rowValues } from '../../src/models/index.js';

interface Row {
  modelVersion: string;
  scoredAt: Date;
  score: number;
  predicted: boolean;
  amount: number | null;
  features: Buffer;
  actual: boolean | null;
}

/** The figures of one version, counted from the log itself with plain loops. */
export interface Recount {
  predictions: number;
  positivePredictions: number;
  labels: number;
  tp: number;
  fp: number;
  tn: number;
  fn: number;
  protectedAmount: number;
  scores: number[];
  truths: number[];
  amounts: number[];
}

/** Counts every prediction scored from `from` on, by version. */
export async function recount(dataSource: DataSource, from: number): Promise<Map<string, Recount>> {
  const rows: Row[] = await dataSource.query(
    `SELECT p.model_version AS "modelVersion", p.scored_at AS "scoredAt", p.score, p.positive AS predicted, p.amount, p.features, l.actual
     FROM prediction p LEFT JOIN label l ON l.scored_at = p.scored_at AND l.transaction_id = p.transaction_id
     WHERE p.scored_at >= $1`,
    [new Date(from)],
  );
  const counts = new Map<string, Recount>();
  for (const row of rows) {
    const count = counts.get(row.modelVersion) ?? empty();
    counts.set(row.modelVersion, count);
    count.predictions += 1;
    if (row.predicted) count.positivePredictions += 1;
    count.amounts.push(rowValues(row.features)[0]);
    if (row.actual === null) continue;
    count.labels += 1;
    count.scores.push(row.score);
    count.truths.push(Number(row.actual));
    if (row.predicted && row.actual) {
      count.tp += 1;
      count.protectedAmount += row.amount ?? 0;
    } else if (row.predicted) count.fp += 1;
    else if (row.actual) count.fn += 1;
    else count.tn += 1;
  }
  return counts;
}

function empty(): Recount {
  return {
    predictions: 0,
    positivePredictions: 0,
    labels: 0,
    tp: 0,
    fp: 0,
    tn: 0,
    fn: 0,
    protectedAmount: 0,
    scores: [],
    truths: [],
    amounts: [],
  };
}
