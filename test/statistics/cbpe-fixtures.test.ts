import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chunksOf, estimatePerformance, fitPerformanceEstimator, realisedMetrics } from '../../src/statistics/index.js';
import type { PerformanceMetric } from '../../src/statistics/index.js';

interface Rows {
  y: number[];
  yp: number[];
  s: number[];
}
interface ExpectedChunk {
  start: number;
  end: number;
  estimate: number;
  sampling_error: number;
  lower: number;
  upper: number;
  alert: boolean;
}
interface ExpectedMetric {
  lower_threshold: number;
  upper_threshold: number;
  se_std: number;
  se_fraction: number;
  reference_realized: number[];
  chunks: ExpectedChunk[];
}
interface Fixture {
  name: string;
  reference: Rows;
  analysis: Rows;
  expected_by_chunk_size: Record<string, { needs_calibration: boolean; metrics: Record<string, ExpectedMetric> }>;
}

const FILE = '../shared/fixtures/cbpe.json';
const fixtures = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Fixture[]) : [];
const cases = fixtures.flatMap((fixture) =>
  Object.entries(fixture.expected_by_chunk_size).map(([size, expected]) => ({
    name: fixture.name,
    reference: decisionsOf(fixture.reference),
    analysis: decisionsOf(fixture.analysis),
    // NannyML's default is a tenth of each data set's rows.
    chunkRows: size === 'None' ? Math.floor(fixture.reference.y.length / 10) : Number(size),
    expected,
  })),
);

function decisionsOf({ y, yp, s }: Rows) {
  return { scores: s, labels: y, predictions: yp };
}

function slice(rows: ReturnType<typeof decisionsOf>, start: number, end: number) {
  return {
    scores: rows.scores.slice(start, end),
    labels: rows.labels.slice(start, end),
    predictions: rows.predictions.slice(start, end),
  };
}

/**
 * The standard deviation behind the error of ROC AUC depends on how tied scores are ordered; the fixture has numpy's
 * unstable sort (numpy 2.4.6 with AVX-512 reproduces it to the last digit, 1.24.2 does not), we take the middle of each
 * tie.
 */
const toleranceOf = (metric: string) => (metric === 'roc_auc' ? 2e-5 : 1e-9);

const ours = (metric: string) => (metric === 'roc_auc' ? 'rocAuc' : metric) as PerformanceMetric;

describe.skipIf(cases.length === 0)('parity with NannyML (../shared/fixtures/cbpe.json)', () => {
  it('has its fixtures', () => {
    expect(cases).not.toHaveLength(0);
  });

  describe.each(cases)('$name, reference chunks of $chunkRows', ({ reference, analysis, chunkRows, expected }) => {
    const estimator = fitPerformanceEstimator(reference, { chunkRows, seed: 42 });

    it('judges the same about calibration', () => {
      expect(estimator.calibrator !== undefined).toBe(expected.needs_calibration);
    });

    it.each(Object.entries(expected.metrics))('%s', (name, golden) => {
      const metric = ours(name);
      const realised = chunksOf(reference.scores.length, chunkRows).map(
        ({ start, end }) => realisedMetrics(slice(reference, start, end))[metric]!,
      );
      golden.reference_realized.forEach((value, i) => {
        expect(realised[i]).toBeCloseTo(value, 10);
      });

      const { limits, samplingError } = estimator.metrics[metric]!;
      if (limits.kind === 'blind') throw new Error('the fixture has limits');
      expect(Math.abs(limits.lower - golden.lower_threshold)).toBeLessThan(1e-9);
      expect(Math.abs(limits.upper - golden.upper_threshold)).toBeLessThan(1e-9);
      expect(Math.abs(samplingError.standardDeviation - golden.se_std)).toBeLessThan(toleranceOf(name));
      expect(samplingError.fraction).toBeCloseTo(golden.se_fraction, 12);

      for (const chunk of golden.chunks) {
        const rows = slice(analysis, chunk.start, chunk.end);
        const figure = estimatePerformance(estimator, rows).metrics[metric]!;
        expect(Math.abs(figure.estimate - chunk.estimate)).toBeLessThan(1e-9);
        expect(Math.abs(figure.samplingError - chunk.sampling_error)).toBeLessThan(toleranceOf(name));
        expect(Math.abs(figure.lower - chunk.lower)).toBeLessThan(3 * toleranceOf(name));
        expect(Math.abs(figure.upper - chunk.upper)).toBeLessThan(3 * toleranceOf(name));
        expect(figure.alert).toBe(chunk.alert);
      }
    });
  });
});
