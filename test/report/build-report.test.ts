import { describe, expect, it } from 'vitest';
import { binLabels } from '../../src/report/data/bin-labels.js';
import { periodsOf } from '../../src/report/data/periods.js';
import { calibrationBands, scoreBands } from '../../src/report/data/score-bands.js';
import { buildReport, reportJson, reportText } from '../../src/report/index.js';
import { calibrationCurve, quantileEdges, wilsonInterval } from '../../src/statistics/index.js';
import { seededRandom } from '../../src/statistics/seeded-random.js';
import { HOUR_MS, NASTY, NOW, predictionHour, reportInputs } from './inputs.js';

describe('bin labels', () => {
  it('have as few digits as tell the edges apart', () => {
    expect(binLabels([5, 12.5])).toEqual(['≤ 5', '5 – 12.5', '> 12.5']);
    expect(binLabels([0.12341, 0.12342])).toEqual(['≤ 0.12341', '0.12341 – 0.12342', '> 0.12342']);
    expect(binLabels([1_000, 12_345_678])).toEqual(['≤ 1,000', '1,000 – 1.23e+7', '> 1.23e+7']);
  });

  it.each([0, 7, -2.5])('name the one value of a constant reference: %d', (value) => {
    const edges = quantileEdges(Array.from({ length: 10 }, () => value))!;
    expect(binLabels(edges)).toEqual([`< ${value}`, `${value}`, `> ${value}`]);
  });
});

describe('periods', () => {
  it('join hours until there are enough rows, the rest with the last', () => {
    const hours = [0, 1, 2, 3, 4].map((hour) => predictionHour(hour * HOUR_MS));
    const periods = periodsOf(hours, 60, 800);
    expect(periods.map(({ from, to, summary }) => [from / HOUR_MS, to / HOUR_MS, summary.scored])).toEqual([
      [0, 2, 800],
      [2, 5, 1_200],
    ]);
  });

  it('are no more than wanted, and lose nothing', () => {
    const hours = Array.from({ length: 24 * 14 }, (_, hour) => predictionHour(hour * HOUR_MS));
    const periods = periodsOf(hours, 20, 200);
    expect(periods).toHaveLength(14);
    expect(periods.reduce((sum, { summary }) => sum + summary.scored, 0)).toBe(400 * hours.length);
  });
});

describe('calibration from score bins', () => {
  it('is that of the scores themselves, but for the rounding to bins', () => {
    const random = seededRandom(7);
    const scores = Array.from({ length: 5_000 }, () => random());
    const labels = scores.map((score) => (random() < score ** 2 ? 1 : 0));
    const bins = { positives: new Float64Array(1_024), negatives: new Float64Array(1_024) };
    for (const [row, score] of scores.entries()) {
      bins[labels[row] === 1 ? 'positives' : 'negatives'][Math.floor(score * 1_024)] += 1;
    }
    const exact = calibrationCurve(scores, labels, 8);
    const bands = calibrationBands(bins, 8);
    expect(bands).toHaveLength(8);
    for (const [place, band] of bands.entries()) {
      expect(band.positives + band.negatives).toBe(exact[place].rows);
      expect(band.positiveShare).toBe(exact[place].positiveShare);
      expect(Math.abs(band.meanScore - exact[place].meanScore)).toBeLessThan(1 / 2_048);
      expect(band.interval).toEqual(wilsonInterval(band.positives, exact[place].rows));
    }
    const total = scoreBands(bins, 10).reduce((sum, { positives, negatives }) => sum + positives + negatives, 0);
    expect(total).toBe(5_000);
  });
});

describe('a report', () => {
  const report = buildReport(reportInputs());

  it('puts the drifted column first, with PSI, and the rest as stable', () => {
    const [first, ...rest] = report.drift;
    expect(first.column.name).toBe('amount');
    expect(first.verdict.kind).toBe('drifted');
    // The shares 0.3, 0.4, 0.3 against 0.2, 0.3, 0.5, of 1,000 and 1,200 rows, half a row added to each bin.
    const share = (count: number, total: number) => (count + 0.5) / (total + 1.5);
    const bins = [
      [300, 240],
      [400, 360],
      [300, 600],
    ].map(([a, b]) => [share(a, 1_000), share(b, 1_200)]);
    const psi = bins.reduce((sum, [p, q]) => sum + (p - q) * Math.log(p / q), 0);
    expect(first.psi).toBeCloseTo(psi, 12);
    expect(rest.map(({ verdict }) => verdict.kind)).toEqual(['stable', 'stable', 'stable']);
  });

  it('shows when it began', () => {
    const amount = report.history.find(({ column }) => column.name === 'amount')!;
    expect(amount.points.map(({ drifted }) => drifted)).toEqual([false, false, true]);
  });

  it('counts traffic by hour', () => {
    expect(report.traffic).toHaveLength(3);
    expect(report.traffic[0]).toMatchObject({ scored: 400, positive: 40, labels: 200, actualPositives: 20 });
  });

  it('in JSON has null for what can not be told', () => {
    expect(reportJson(report)).toMatchObject({
      model_version: 'v1',
      predictions: 1_200,
      labels: 600,
      label_coverage: 0.5,
      counts: { tp: 45, fn: 15, tn: 510, fp: 30 },
      figures: { recall: { value: 0.75, n: 60 } },
    });
    const empty = reportJson(buildReport(reportInputs({ predictions: [], outcomes: [], reference: undefined })));
    expect(empty).toMatchObject({
      label_coverage: null,
      figures: { recall: null },
      calibration: null,
      reference_rows: null,
    });
    expect(JSON.parse(JSON.stringify(empty))).toEqual(empty);
  });

  it('as text has the same in lines', () => {
    const text = reportText(report).join('\n');
    expect(text).toContain(`1,200 predictions, 120 called ${NASTY} (10.00 %), 600 labels (50.0 %)`);
    expect(text).toMatch(/Recall +0\.7500 +0\.\d{4} - 0\.\d{4} +60\n/);
    expect(text).toMatch(/amount +\d\.\d{4} +0\.1000 .* drifted\n/);
    expect(text).toContain('2026-03-04 12:30 UTC');
    expect(new Date(NOW).getUTCHours()).toBe(12);
  });
});
