import { describe, expect, it } from 'vitest';
import { buildReference, type Cycles } from '../../../src/retraining/analysis/reference.js';

const DAY_MS = 86_400_000;
const PER_DAY = 300;

function days(count: number): Cycles {
  return {
    times: Float64Array.from({ length: count * PER_DAY }, (_, row) => (row * DAY_MS) / PER_DAY),
    cycleMs: DAY_MS,
  };
}

/** Scores from 0 to 1 in turn, half of them higher on every second day where they cluster. */
function scores(count: number, areClustered: boolean): Float64Array {
  return Float64Array.from({ length: count * PER_DAY }, (_, row) => {
    const score = ((row * 7) % 100) / 100;
    const isOdd = Math.floor(row / PER_DAY) % 2 === 1;
    return areClustered && isOdd && row % 2 === 0 ? (1 + score) / 2 : score;
  });
}

function clusteringOfScores(heldOutDays: number, heldOutScores: Float64Array, outOfBagScores: Float64Array) {
  const labels = new Uint8Array(outOfBagScores.length);
  const { scores: reference } = buildReference(
    { kinds: [], columns: [], labels },
    [],
    { heldOutScores, outOfBagScores, estimator: undefined },
    { fitted: days(outOfBagScores.length / PER_DAY), heldOut: days(heldOutDays) },
  );
  return reference?.designEffect;
}

describe('how scores cluster in the reference', () => {
  it('is told by the held-out rows', () => {
    expect(clusteringOfScores(10, scores(10, false), scores(30, true))).toBe(1);
    expect(clusteringOfScores(10, scores(10, true), scores(30, false))).toBeGreaterThan(1);
  });

  it('is told by out-of-bag scores, when rows of too few days were held out', () => {
    expect(clusteringOfScores(2, scores(2, false), scores(30, true))).toBeGreaterThan(1);
    expect(clusteringOfScores(2, scores(2, true), scores(30, false))).toBe(1);
  });
});
