import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averagePrecision,
  cheapestThreshold,
  confusionAtThreshold,
  expectedCalibrationError,
  pairedBootstrapAveragePrecision,
  rocAuc,
} from '../../src/statistics/index.js';

/** Rows with ties, each of which stands for one to four. */
const weighted = fc
  .array(
    fc.record({
      score: fc.integer({ min: 0, max: 10 }),
      label: fc.integer({ min: 0, max: 1 }),
      weight: fc.integer({ min: 1, max: 4 }),
    }),
    {
      minLength: 12,
      maxLength: 60,
    },
  )
  .map((rows) => {
    const repeated = rows.flatMap((row) => new Array<typeof row>(row.weight).fill(row));
    return {
      scores: rows.map(({ score }) => score / 10),
      labels: rows.map(({ label }) => label),
      weights: rows.map(({ weight }) => weight),
      repeatedScores: repeated.map(({ score }) => score / 10),
      repeatedLabels: repeated.map(({ label }) => label),
    };
  });

const same = (a: number | undefined, b: number | undefined): void => {
  if (b === undefined) expect(a).toBeUndefined();
  else expect(a).toBeCloseTo(b, 12);
};

describe('a row that stands for several counts as if it were there so often: in', () => {
  it.each([
    ['ROC AUC', rocAuc],
    ['average precision', averagePrecision],
    [
      'the calibration error',
      (scores: number[], labels: number[], weights?: number[]) => expectedCalibrationError(scores, labels, 10, weights),
    ],
  ])('%s', (_, figure) => {
    fc.assert(
      fc.property(weighted, ({ scores, labels, weights, repeatedScores, repeatedLabels }) => {
        same(figure(scores, labels, weights), figure(repeatedScores, repeatedLabels));
      }),
    );
  });

  it('the confusion matrix and the cheapest threshold', () => {
    const costs = { missedPositive: 3, falseAlarm: 1, review: 0.5 };
    fc.assert(
      fc.property(weighted, ({ scores, labels, weights, repeatedScores, repeatedLabels }) => {
        expect(confusionAtThreshold(scores, labels, 0.5, weights)).toEqual(
          confusionAtThreshold(repeatedScores, repeatedLabels, 0.5),
        );
        expect(cheapestThreshold(scores, labels, costs, weights)).toEqual(
          cheapestThreshold(repeatedScores, repeatedLabels, costs),
        );
      }),
    );
  });

  it('the difference of average precision', () => {
    fc.assert(
      fc.property(weighted, ({ scores, labels, weights, repeatedScores, repeatedLabels }) => {
        const flat = (list: number[]): number[] => list.map(() => 0.5);
        const settings = { seed: 1, resamples: 2 };
        same(
          pairedBootstrapAveragePrecision(flat(scores), scores, labels, { ...settings, weights })?.difference,
          pairedBootstrapAveragePrecision(flat(repeatedScores), repeatedScores, repeatedLabels, settings)?.difference,
        );
      }),
    );
  });
});
