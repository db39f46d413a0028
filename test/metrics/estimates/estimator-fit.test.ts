import { describe, expect, it } from 'vitest';
import { fitEstimator } from '../../../src/retraining/analysis/estimator-fit.js';

const SETTINGS = { decisionThreshold: 0.3, expectedPositives: 10, seed: 42 };
const HELD_OUT_CHUNK = 100;
const OUT_OF_BAG_CHUNK = 50;

/** Rows in time order, positives evenly among them; scores tell the classes apart, but not always. */
function fairScores(rows: number, positives: number) {
  const labels = Uint8Array.from({ length: rows }, (_, row) => Number(row % (rows / positives) < 1));
  const scores = Float64Array.from(labels, (label, row) => ((row * 37) % 100) / 200 + label * 0.4);
  return { labels, scores };
}

describe('an estimator is fitted', () => {
  const outOfBag = fairScores(500, 100);

  it.each([
    ['held-out rows of five chunks', 500, HELD_OUT_CHUNK],
    ['out-of-bag scores where a row lacks', 499, OUT_OF_BAG_CHUNK],
  ])('on %s', (_, rows, chunkRows) => {
    expect(fitEstimator({ heldOut: fairScores(rows, 50), outOfBag }, SETTINGS)?.chunkRows).toBe(chunkRows);
  });

  it('on out-of-bag scores of two chunks, and on no fewer', () => {
    const heldOut = fairScores(499, 50);
    expect(fitEstimator({ heldOut, outOfBag: fairScores(100, 20) }, SETTINGS)?.chunkRows).toBe(OUT_OF_BAG_CHUNK);
    expect(fitEstimator({ heldOut, outOfBag: fairScores(99, 20) }, SETTINGS)).toBeUndefined();
  });

  it('for a threshold, which it keeps', () => {
    expect(fitEstimator({ heldOut: fairScores(500, 50), outOfBag }, SETTINGS)?.decisionThreshold).toBe(0.3);
  });
});
