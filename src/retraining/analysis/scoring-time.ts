import type { Forest } from '../../forest/index.js';
import type { Evidence } from '../gate/evidence.js';

const BATCH_ROWS = 1_000;
const ROUNDS = 15;

interface Timed {
  readonly forest: Forest;
  readonly columns: readonly Float64Array[];
}

/** Microseconds to score a row: the medians of batches taken in turn, so that a busy machine slows both alike. */
export function scoringMicros(champion: Timed, challenger: Timed): Evidence['scoringMicros'] {
  const [first, second] = [timer(champion), timer(challenger)];
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    times[0].push(first());
    times[1].push(second());
  }
  return { champion: median(times[0]), challenger: median(times[1]) };
}

function timer({ forest, columns }: Timed): () => number {
  const rows = Array.from({ length: Math.min(BATCH_ROWS, columns[0]?.length ?? 0) }, (_, row) =>
    Float64Array.from(columns, (column) => column[row] ?? NaN),
  );
  return () => {
    const start = performance.now();
    for (const row of rows) forest.predictProbability(row);
    return ((performance.now() - start) * 1_000) / rows.length;
  };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
