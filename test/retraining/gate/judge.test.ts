import { describe, expect, it } from 'vitest';
import type { Evidence, PairedOutcome } from '../../../src/retraining/gate/evidence.js';
import { gateRefusal, judge } from '../../../src/retraining/gate/judge.js';
import { testConfig } from '../../support/config.js';

const LIMITS = testConfig().retraining.gate;

const pairs = (rows: number, onlyChampionRight: number, onlyChallengerRight: number): PairedOutcome => {
  const sums = { all: rows, onlyChampionRight, onlyChallengerRight };
  return { rows, weights: sums, squares: sums };
};

/** Two models that show the same. */
const EQUAL: Evidence = {
  rows: 10_000,
  positives: 500,
  champion: { accuracy: 0.9, calibrationError: 0.01 },
  challenger: { accuracy: 0.9, calibrationError: 0.01 },
  averagePrecision: { difference: 0, lower: -0.01, upper: 0.01 },
  decisions: pairs(10_000, 100, 100),
  segments: [],
  scoringMicros: { champion: 100, challenger: 100 },
};

const failedOf = (evidence: Evidence): string[] =>
  judge(evidence, LIMITS, false).flatMap(({ name, passed }) => (passed ? [] : [name]));

it('two models that show the same pass', () => {
  expect(failedOf(EQUAL)).toEqual([]);
  expect(gateRefusal(judge(EQUAL, LIMITS, false))).toBeUndefined();
});

describe.each<[string, Partial<Evidence>, string[]]>([
  ['98 % of the champion’s accuracy', { challenger: { accuracy: 0.8821, calibrationError: 0.01 } }, []],
  ['less than 98 % of it', { challenger: { accuracy: 0.8819, calibrationError: 0.01 } }, ['accuracy']],
  [
    'a fall of average precision that is ruled out',
    { averagePrecision: { difference: -0.01, lower: -0.0199, upper: 0.01 } },
    [],
  ],
  [
    'a fall of average precision that is not ruled out',
    { averagePrecision: { difference: 0.01, lower: -0.02, upper: 0.04 } },
    ['average_precision'],
  ],
  ['probabilities a little worse', { challenger: { accuracy: 0.9, calibrationError: 0.03 } }, []],
  ['probabilities far worse', { challenger: { accuracy: 0.9, calibrationError: 0.0301 } }, ['calibration']],
  ['twice the time to score', { scoringMicros: { champion: 100, challenger: 200 } }, []],
  ['more than twice the time', { scoringMicros: { champion: 100, challenger: 201 } }, ['scoring_time']],
  ['many times a time that is nothing', { scoringMicros: { champion: 1, challenger: 49 } }, []],
])('%s', (_, change, expected) => {
  it(expected.length === 0 ? 'passes' : `fails ${expected.join(', ')}`, () => {
    expect(failedOf({ ...EQUAL, ...change })).toEqual(expected);
  });
});

describe('a run that nobody asked for needs a gain', () => {
  const gain = (change: Partial<Evidence>) => judge({ ...EQUAL, ...change }, LIMITS, true).find(isGain)!;
  const isGain = ({ name }: { name: string }): boolean => name === 'gain';
  const decisions = (onlyChallengerRight: number) => pairs(1_000, 20, onlyChallengerRight);
  const ranked = (lower: number) => ({ averagePrecision: { difference: 0.05, lower, upper: 0.1 } });

  it.each<[string, Partial<Evidence>, boolean]>([
    ['models that show the same give none', {}, false],
    ['a few more right decisions may be chance', { decisions: decisions(30) }, false],
    ['many more are one', { decisions: decisions(40) }, true],
    ['a better ranking that may be chance is none', ranked(0), false],
    ['a surely better ranking is one', ranked(0.001), true],
    ['a surely better ranking of fewer right decisions is none', { ...ranked(0.001), decisions: decisions(19) }, false],
    [
      'without positives decisions alone count',
      { decisions: decisions(40), averagePrecision: undefined as never },
      true,
    ],
  ])('%s', (_, change, passed) => {
    expect(gain(change).passed).toBe(passed);
  });

  it('and says what it lacks', () => {
    expect(gain({ decisions: decisions(30) })).toMatchObject({
      value: expect.closeTo(-0.0016, 4),
      limit: 0,
      detail:
        '+1.00 % of decisions right (surely −0.16 %), average precision +0.0000 (surely −0.0100): no sure gain in one without a loss in the other, and nobody asked for this run',
    });
  });
});

describe('a segment', () => {
  const segment = (name: string, rows: number, lost: number): Evidence['segments'][number] => {
    return { segment: name, ...pairs(rows, lost, 0) };
  };

  it.each([
    ['that loses 20 % of 1,000 rows fails', [segment('channel=online', 1_000, 200)], ['segments']],
    ['that loses 20 % of 10 rows may be chance', [segment('channel=online', 10, 2)], []],
    ['that loses 5 % is let through', [segment('channel=online', 1_000, 50)], []],
    ['among many fails alone', [segment('a', 1_000, 0), segment('b', 1_000, 200), segment('c', 9, 9)], ['segments']],
  ])('%s', (_, segments, expected) => {
    expect(failedOf({ ...EQUAL, segments })).toEqual(expected);
  });

  it('is named, with its figures', () => {
    const checks = judge(
      { ...EQUAL, segments: [segment('a', 500, 1), segment('channel=online', 1_000, 200)] },
      LIMITS,
      false,
    );
    expect(gateRefusal(checks)).toMatch(
      /^segments: of 2 segments channel=online fares worst: it loses 20\.00 % of accuracy on 1000 rows, surely more than 17\.\d\d %; up to 5\.00 % is allowed$/,
    );
  });
});

it('a figure that the rows can’t give does not pass', () => {
  const { averagePrecision: _, ...evidence } = EQUAL;
  expect(failedOf({ ...evidence, champion: {}, challenger: {} })).toEqual([
    'accuracy',
    'average_precision',
    'calibration',
  ]);
});

it('a refusal names each failed check with its figures', () => {
  const evidence = { ...EQUAL, challenger: { accuracy: 0.5, calibrationError: 0.2 } };
  expect(gateRefusal(judge(evidence, LIMITS, false))).toBe(
    'accuracy: 50.00 % against the champion’s 90.00 %; at least 88.20 % is asked for; ' +
      'calibration: probabilities are off by 0.2000 on average against the champion’s 0.0100; up to 0.0300 is allowed',
  );
});
