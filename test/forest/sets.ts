import { Random, type ColumnKind, type TrainingSet } from '../../src/forest/index.js';

export interface SetOptions {
  readonly nRows?: number;
  readonly seed?: number;
  /** Share of values that are missing. */
  readonly missing?: number;
  /** Greater makes label 1 rarer. */
  readonly rarity?: number;
}

/** Four numeric features, of which two matter, and one of six categories, of which two raise the odds. */
export function makeSet({ nRows = 600, seed = 1, missing = 0, rarity = 1 }: SetOptions = {}): TrainingSet {
  const random = new Random(seed);
  const kinds: ColumnKind[] = ['numeric', 'numeric', 'numeric', 'numeric', 'categorical'];
  const columns = kinds.map(() => new Float64Array(nRows));
  const labels = new Uint8Array(nRows);
  for (let row = 0; row < nRows; row++) {
    const [a, b, c, d] = [random.unit(), random.unit(), random.unit(), random.unit()];
    const category = random.below(6);
    const logit = 4 * a - 3 * b + (category === 2 || category === 5 ? 2 : 0) - rarity;
    labels[row] = random.unit() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    [a, b, c, Math.floor(d * 8), category].forEach((value, feature) => {
      columns[feature][row] = random.unit() < missing ? NaN : value;
    });
  }
  return { kinds, columns, labels };
}

/** Three features of 21 values each: what a histogram sees is then exactly what an exact CART sees. */
export function makeCoarseSet(nRows = 400): TrainingSet {
  const random = new Random(7);
  const columns = [0, 1, 2].map(() => new Float64Array(nRows));
  const labels = new Uint8Array(nRows);
  for (let row = 0; row < nRows; row++) {
    for (const column of columns) column[row] = random.below(21);
    const [a, b, c] = columns.map((column) => column[row]) as [number, number, number];
    labels[row] = random.unit() < (a + (b > 12 ? 10 : 0) + (c * c) / 40) / 42 ? 1 : 0;
  }
  return { kinds: ['numeric', 'numeric', 'numeric'], columns, labels };
}

/** Row-major copy of the columns, as batches are scored. */
export function rowsOf({ columns, labels }: TrainingSet): Float64Array {
  const rows = new Float64Array(labels.length * columns.length);
  columns.forEach((column, feature) => {
    column.forEach((value, row) => {
      rows[row * columns.length + feature] = value;
    });
  });
  return rows;
}

export function rowOf({ columns }: TrainingSet, row: number): Float64Array {
  return Float64Array.from(columns, (column) => column[row]);
}

export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** Chance that a row of label 1 scores above one of label 0, ties counted half. */
export function rocAuc(scores: ArrayLike<number>, labels: Uint8Array): number {
  const positives = Array.from(labels.keys()).filter((row) => labels[row] === 1);
  const negatives = Array.from(labels.keys()).filter((row) => labels[row] === 0);
  let wins = 0;
  for (const p of positives)
    for (const n of negatives) wins += scores[p] > scores[n] ? 1 : scores[p] === scores[n] ? 0.5 : 0;
  return wins / (positives.length * negatives.length);
}
