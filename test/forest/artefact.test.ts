import { describe, expect, test } from 'vitest';
import { ByteWriter, crc32 } from '../../src/forest/bytes.js';
import { ArtefactError, DEFAULT_PARAMETERS, Random, parseForest, serialiseForest } from '../../src/forest/index.js';
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

describe('a body whose header and trees do not fit together', () => {
  const HEADER = {
    engine: 'histogram-forest',
    parameters: { ...DEFAULT_PARAMETERS, nEstimators: 1, maxDepth: 2 },
    features: [['numeric', 2]],
  };
  const CUTS = [1, 2];
  const LEAF = [0, 3, 1];
  /** Tag 1: a split on feature 0, missing values left. */
  const SPLIT = 1;

  const body = (header: object, cuts: readonly number[], tree: readonly number[]): Uint8Array => {
    const json = Buffer.from(JSON.stringify({ ...HEADER, ...header }));
    const out = new ByteWriter(0);
    out.varint(json.length);
    out.bytes(json);
    out.doubles(Float64Array.from(cuts));
    out.bytes(Uint8Array.from(tree));
    return sealed([...out.finish()]);
  };

  test('what fits is read', () => {
    const parsed = parseForest(body({}, CUTS, [SPLIT, 1, ...LEAF, 0, 2, 2]));
    expect(parsed.predictProbability(Float64Array.of(2))).toBe(Math.round(2 ** 30 / 3) / 2 ** 30);
    expect(parsed.predictProbability(Float64Array.of(2.5))).toBe(1);
  });

  const withParameters = (changes: object) => ({ parameters: { ...HEADER.parameters, ...changes } });
  test.each<[string, object, readonly number[], readonly number[], string]>([
    ['an engine of another name', { engine: 'mine' }, CUTS, LEAF, 'the engine is mine'],
    ['a kind of another name', { features: [['text', 2]] }, CUTS, LEAF, 'feature 0 is text'],
    ['no feature', { features: [] }, [], LEAF, '0 features'],
    ['a table of no length', { features: [['numeric', 'x']] }, CUTS, LEAF, 'the table of feature 0 has length x'],
    ['a table too long', { features: [['numeric', 65_535]] }, CUTS, LEAF, 'the table of feature 0 has length 65535'],
    ['cuts that descend', {}, [2, 1], LEAF, 'the table of feature 0 does not ascend at 1.'],
    ['cuts that are not numbers', {}, [NaN, 1], LEAF, 'the table of feature 0 does not ascend at 0.'],
    ['an odd maxFeatures', withParameters({ maxFeatures: 'all' }), CUTS, LEAF, 'maxFeatures is all'],
    ['an odd classWeight', withParameters({ classWeight: 'heavy' }), CUTS, LEAF, 'classWeight is heavy'],
    ['an odd bootstrap', withParameters({ bootstrap: 1 }), CUTS, LEAF, 'bootstrap is 1'],
    ['more positives than draws', {}, CUTS, [0, 1, 2], 'a leaf has 2 positives of 1 draws.'],
    ['a feature past the last', {}, CUTS, [3, 0, ...LEAF, ...LEAF], 'a split is on feature 1 of 1.'],
    ['a rank past the cuts', {}, CUTS, [SPLIT, 3, ...LEAF, ...LEAF], 'a split is at cut 3 of the 2 of feature 0.'],
    [
      'a rank that makes a split look like a leaf',
      {},
      CUTS,
      [SPLIT, 0xff, 0xff, 0x03, ...LEAF, ...LEAF],
      'a split is at cut 65535 of the 2 of feature 0.',
    ],
    [
      'a tree deeper than its parameters say',
      {},
      CUTS,
      [SPLIT, 0, SPLIT, 0, SPLIT, 0, ...LEAF, ...LEAF, ...LEAF, ...LEAF],
      'a tree is deeper than maxDepth, 2.',
    ],
    ['an integer of 33 bits', {}, CUTS, [0, 0xff, 0xff, 0xff, 0xff, 0x1f, 0], 'An integer has more than 32 bits.'],
    ['an integer without end', {}, CUTS, new Array<number>(99).fill(0x80), 'An integer has more than 32 bits.'],
  ])('%s is refused', (_, header, cuts, tree, message) => {
    const refused = body(header, cuts, tree);
    expect(() => parseForest(refused)).toThrow(ArtefactError);
    expect(() => parseForest(refused)).toThrow(message);
  });

  test('law: whatever is changed in a body, it is refused or gives probabilities', () => {
    const random = new Random(3);
    const row = Float64Array.of(0.5, NaN, 0.5, 3, 2);
    for (let round = 0; round < 3000; round++) {
      const changedBody = bytes.slice(16);
      for (let k = random.below(3); k >= 0; k--) changedBody[random.below(changedBody.length)] = random.below(256);
      try {
        const probability = parseForest(sealed([...changedBody])).predictProbability(row);
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
      } catch (error) {
        expect(error).toBeInstanceOf(ArtefactError);
      }
    }
  });
});

/** A body behind the preamble that fits it. */
function sealed(body: readonly number[]): Uint8Array {
  const whole = Uint8Array.from([...bytes.subarray(0, 16), ...body]);
  const view = new DataView(whole.buffer);
  view.setUint32(8, body.length, true);
  view.setUint32(12, crc32(whole.subarray(16)), true);
  return whole;
}
