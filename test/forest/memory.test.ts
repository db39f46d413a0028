import { expect, test } from 'vitest';
import { TreeGrower, rowStride } from '../../src/forest/index.js';
import { DEFAULT_PARAMETERS } from '../../src/forest/parameters.js';

test('a thread that grows trees needs 27 bytes a row and 0.42 of the matrix, as it says', () => {
  const nRows = 200_000;
  const stride = rowStride(30);
  const set = {
    matrix: new Uint8Array(nRows * stride),
    stride,
    binCounts: new Uint16Array(30).fill(255),
    isCategorical: new Uint8Array(30),
    labels: new Uint8Array(nRows),
    weights: undefined,
  };
  const before = process.memoryUsage().arrayBuffers;
  const grower = new TreeGrower(set, DEFAULT_PARAMETERS);
  const bytes = process.memoryUsage().arrayBuffers - before;
  expect(bytes).toBeLessThan(nRows * (27 + 0.42 * stride) + 2 ** 17);
  expect(bytes).toBeGreaterThan(nRows * 27);
  expect(grower.outOfBag.sums).toHaveLength(nRows);
});
