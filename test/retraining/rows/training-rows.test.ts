import { expect, it } from 'vitest';
import { TrainingColumns } from '../../../src/models/index.js';
import { type HeldOutPolicy, TrainingRows } from '../../../src/retraining/rows/training-rows.js';
import { testConfig } from '../../support/config.js';

const SCHEMA = { version: 1, features: testConfig().features };
const SOURCES = { history: 0, predictions: 0, otherSchema: 0, notExplored: 0, isCapped: false };

/** 1,000 rows a second apart. */
function rows(isPositive: (row: number) => boolean, policy: HeldOutPolicy): TrainingRows {
  const columns = new TrainingColumns(SCHEMA.features);
  for (let row = 0; row < 1_000; row += 1) columns.push(Float64Array.of(row, 0, 0, 0), isPositive(row));
  const times = Float64Array.from({ length: 1_000 }, (_, row) => row * 1_000);
  return new TrainingRows(SCHEMA, columns.slice(0, columns.rows), times, SOURCES, { from: 0, to: 1_000_000 }, policy);
}

it.each([
  ['the newest that hold so many positives', (row: number) => row % 10 === 0, 5, 50],
  ['or, where they are rarer, so many negatives', (row: number) => row % 5 !== 0, 5, 25],
  ['four times as many rows in all, where classes are balanced', (row: number) => row % 2 === 0, 5, 20],
  ['at most the share', (row: number) => row % 10 === 0, 50, 200],
  ['the share where a class is lacking', () => false, 5, 200],
])('holds out %s', (_, isPositive, ofEachClass, expected) => {
  const { heldOutPart, fittedPart } = rows(isPositive, { share: 0.2, ofEachClass });
  expect([heldOutPart.rows, fittedPart.rows]).toEqual([expected, 1_000 - expected]);
});

it('compares on held-out rows alone that are newer than what a model was fitted on', () => {
  const held = rows((row) => row % 2 === 0, { share: 0.2, ofEachClass: 1_000 });
  expect(held.heldOutAfter(-Infinity).part.rows).toBe(200);
  const { set, part } = held.heldOutAfter(899_000);
  expect([part.rows, part.from, set.columns[0][0]]).toEqual([100, '1970-01-01T00:15:00.000Z', 900]);
  expect(held.heldOutAfter(999_000).part).toEqual({ rows: 0, positives: 0 });
});
