import { expect, it } from 'vitest';
import { changeOf, NO_CHANGE } from '../../../src/retraining/probation/expected-change.js';
import type { ValidateOutput } from '../../../src/retraining/steps/outputs.js';

function validated(champion: number | undefined, challenger: number): ValidateOutput {
  const contender = (version: string, alertRate: number | undefined) => ({
    version,
    threshold: 0.5,
    figures: alertRate === undefined ? {} : { alertRate },
  });
  return {
    champion: { ...contender('v1', champion), deploymentId: 1 },
    challenger: contender('v2', challenger),
    comparedOn: { rows: 1_000, positives: 220 },
    thresholds: 'as they stand',
    checks: [],
    passed: true,
    scorePsi: 1.5,
  };
}

it('how a version was to differ from the former one is what both showed at the gate', () => {
  const change = changeOf(validated(0.05, 0.2));
  expect(change.alertRateRatio).toBeCloseTo(200.5 / 50.5, 12);
  expect(change.alertOdds!.version).toBeCloseTo(200.5 / 800.5, 12);
  expect(change.alertOdds!.former).toBeCloseTo(50.5 / 950.5, 12);
  expect(change.scorePsi).toBe(1.5);
});

it('is no change, where the gate did not measure one of them', () => {
  expect(changeOf(validated(undefined, 0.2))).toEqual(NO_CHANGE);
});
