import { describe, expect, it } from 'vitest';
import {
  chiSquaredDensity,
  chiSquaredSurvival,
  chiSquaredUpperQuantile,
} from '../../src/statistics/special-functions/chi-squared-distribution.js';
import { logGamma, upperGammaShare } from '../../src/statistics/special-functions/gamma.js';
import { harmonicDifference } from '../../src/statistics/special-functions/harmonic.js';
import { kolmogorovSurvival } from '../../src/statistics/special-functions/kolmogorov-distribution.js';
import { normalQuantile, normalSurvival } from '../../src/statistics/special-functions/normal.js';

/** Relative, because tails are what tests are about. */
function expectRelative(actual: number, expected: number, tolerance: number) {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

describe('special functions against scipy 1.10.1', () => {
  it.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [1.5, -0.12078223763524526],
    [3.7, 1.428072326665388],
    [123.4, 469.3360974421906],
    [100_000, 1051287.7089736569],
  ])('ln Gamma(%f)', (x, golden) => {
    expectRelative(logGamma(x), golden, 1e-13);
  });

  it.each([
    [0.5, 0.1, 0.6547208460185768],
    [0.5, 10, 7.744216431044088e-6],
    [4.5, 2, 0.9114125268316792],
    [4.5, 20, 7.598525229464264e-6],
    [50, 40, 0.9296649333406051],
    [500, 520, 0.18469114909874365],
    [0.5, 300, 1.674167984691805e-132],
    [5000, 5000, 0.49811936596618267],
  ])('gammaincc(%f, %f)', (a, x, golden) => {
    expectRelative(upperGammaShare(a, x), golden, 1e-11);
  });

  it.each([
    [0.975, 1.959963984540054],
    [0.5, 0],
    [0.01, -2.3263478740408408],
    [1e-10, -6.361340902404056],
    [0.9995, 3.2905267314919255],
    [1e-200, -30.20559417957964],
  ])('norm.ppf(%f)', (p, golden) => {
    expectRelative(normalQuantile(p), golden, 1e-14);
  });

  it.each([
    [0, 0.5],
    [1.96, 0.024997895148220435],
    [10, 7.61985302416047e-24],
    [-2, 0.9772498680518208],
  ])('norm.sf(%f)', (z, golden) => {
    expectRelative(normalSurvival(z), golden, 1e-12);
  });

  it.each([
    [1, 0.5, 0.4549364231195724],
    [1, 1e-6, 23.928126976934827],
    [2, 0.05, 5.991464547107983],
    [9, 0.001, 27.877164871256575],
    [30, 0.01, 50.892181311517085],
    [1000, 1e-6, 1227.1524211875756],
  ])('chi2.isf with %i degrees of freedom at %f', (freedom, probability, golden) => {
    expectRelative(chiSquaredUpperQuantile(probability, freedom), golden, 1e-12);
    expectRelative(chiSquaredSurvival(golden, freedom), probability, 1e-10);
  });

  it('no quantile outside (0, 1)', () => {
    expect(() => normalQuantile(1)).toThrow('a normal quantile needs a probability inside (0, 1), got 1');
    expect(() => chiSquaredUpperQuantile(0, 3)).toThrow(RangeError);
  });

  it('the chi-squared density is the slope of the tail', () => {
    const slope = (chiSquaredSurvival(11.999, 9) - chiSquaredSurvival(12.001, 9)) / 0.002;
    expectRelative(chiSquaredDensity(12, 9), slope, 1e-6);
  });

  it('harmonic differences equal the sum of their terms', () => {
    for (const [from, count] of [
      [0, 0],
      [0, 5],
      [3, 500],
      [31, 2],
      [1000, 1],
      [40, 100_000],
    ]) {
      let sum = 0;
      for (let i = from + count; i > from; i--) sum += 1 / i;
      expect(harmonicDifference(from, count)).toBeCloseTo(sum, 13);
    }
  });
});

describe('kstwo.sf(lambda / sqrt n, n), scipy 1.17.1', () => {
  it.each([
    [1, 0.6, 0.8, 1e-14],
    [5, 0.3, 0.9998212772701431, 1e-14],
    [10, 2.5, 3.602427284663163e-7, 1e-13],
    [50, 1, 0.24581239735690597, 1e-12],
    [140, 1.6, 0.01077801009055065, 1e-10],
    [141, 1.36, 0.045609192585224445, 1e-12],
    [500, 0.3, 0.9999831029091724, 1e-7],
    [5000, 1.6, 0.011768898449115267, 1e-10],
    [199_999, 2.5, 7.4250394335243365e-6, 1e-8],
    [1_000_000, 1, 0.26982107442589376, 1e-12],
    [1_000_000, 2.5, 7.4407859767776965e-6, 2e-5],
  ])('n = %i, lambda = %f', (n, lambda, golden, tolerance) => {
    expectRelative(kolmogorovSurvival(lambda / Math.sqrt(n), n), golden, tolerance);
  });

  it('the expanded Kolmogorov tail overstates p, by at most 7 % down to 1e-4', () => {
    for (const n of [141, 300, 1_000, 20_000]) {
      for (const size of [2.2, 3, 4, 5]) {
        const d = Math.sqrt(size / n);
        const ratio = kolmogorovSurvival(d, n, 141) / kolmogorovSurvival(d, n);
        expect(ratio).toBeGreaterThanOrEqual(1);
        expect(ratio).toBeLessThan(1.07);
      }
    }
  });

  it('is 1 where no sample could lie closer and 0 at D = 1', () => {
    expect(kolmogorovSurvival(0.004, 100)).toBe(1);
    expect(kolmogorovSurvival(1, 100)).toBe(0);
  });
});
