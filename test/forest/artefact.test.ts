import { describe, expect, test } from 'vitest';
import { crc32 } from '../../src/forest/bytes.js';
import { ArtefactError, DEFAULT_PARAMETERS, parseForest, serialiseForest } from '../../src/forest/index.js';
import { fitForest } from '../../src/training/index.js';
import { makeSet, rowsOf } from './sets.js';

const set = makeSet({ missing: 0.1 });
const { forest } = await fitForest(set, { ...DEFAULT_PARAMETERS, nEstimators: 10 }, { threads: 0 });
const bytes = serialiseForest(forest);

function changed(at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

test('parse after serialise is identity', () => {
  const parsed = parseForest(bytes);
  expect(serialiseForest(parsed)).toEqual(bytes);
  expect(parsed.trees).toEqual(forest.trees);
  expect(parsed.parameters).toEqual(forest.parameters);
  expect(parsed.engine).toBe('histogram-forest');
  expect(parsed.impurityImportances).toEqual(forest.impurityImportances);
  expect(parsed.predictProbabilities(rowsOf(set), 600)).toEqual(forest.predictProbabilities(rowsOf(set), 600));
});

test('bytes within a larger buffer are read', () => {
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 5);
  expect(parseForest(larger.subarray(5, 5 + bytes.length)).trees).toEqual(forest.trees);
});

test.each([
  [
    'something else',
    new TextEncoder().encode('{"trees": []} and some more'),
    'The artefact does not begin as a forest does',
  ],
  ['nothing', new Uint8Array(0), 'The artefact has 0 bytes: too short for any forest.'],
  ['a newer format', changed(4, 2), 'The artefact has format 2, this program reads format 1.'],
  ['a truncated artefact', bytes.subarray(0, bytes.length - 1), `which announces ${bytes.length - 16}.`],
  ['a damaged artefact', changed(100, bytes[100] ^ 1), 'The artefact is damaged: its checksum does not match.'],
])('%s is refused', (_, refused, message) => {
  expect(() => parseForest(refused)).toThrow(ArtefactError);
  expect(() => parseForest(refused)).toThrow(message);
});

describe('bytes with a sound checksum that are no forest', () => {
  test.each([
    ['a header that is not JSON', sealed([4, ...Buffer.from('{"a:')]), 'does not hold a forest: SyntaxError'],
    ['a header without parameters', sealed([2, ...Buffer.from('{}')]), 'does not hold a forest: TypeError'],
    ['a body that ends early', sealed([...bytes.subarray(16, bytes.length - 3)]), 'does not hold a forest: RangeError'],
    ['a body that goes on', sealed([...bytes.subarray(16), 0]), 'The artefact goes on after its last tree.'],
  ])('%s is refused', (_, refused, message) => {
    expect(() => parseForest(refused)).toThrow(ArtefactError);
    expect(() => parseForest(refused)).toThrow(message);
  });
});

/** A body behind the preamble that fits it. */
function sealed(body: readonly number[]): Uint8Array {
  const whole = Uint8Array.of(...bytes.subarray(0, 16), ...body);
  const view = new DataView(whole.buffer);
  view.setUint32(8, body.length, true);
  view.setUint32(12, crc32(whole.subarray(16)), true);
  return whole;
}
