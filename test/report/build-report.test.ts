import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { binLabels } from '../../src/report/data/bin-labels.js';
import { cyclePeriods, summarisedSteps } from '../../src/report/data/periods.js';
import { calibrationBands, scoreBands } from '../../src/report/data/score-bands.js';
import { buildReport, reportJson, reportText } from '../../src/report/index.js';
import { calibrationCurve, quantileEdges, wilsonInterval } from '../../src/statistics/index.js';
import { seededRandom } from '../../src/statistics/seeded-random.js';
import { driftCheck, HOUR_MS, NASTY, NOW, predictionHour, reportInputs } from './inputs.js';

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
  const DAY_MS = 24 * HOUR_MS;
  const window = { from: 0, to: 14 * DAY_MS + 0.5 * HOUR_MS };
  const hours = Array.from({ length: 24 * 14 + 1 }, (_, hour) => predictionHour(hour * HOUR_MS));
  const rule = { window, stepMs: HOUR_MS, cycleMs: DAY_MS, leastRows: 500 };
  const cut = (changes: Partial<typeof rule> = {}, most = 60, steps = hours) =>
    cyclePeriods(steps, { ...rule, ...changes }, most).map(({ from, to, summary }) => [
      from / DAY_MS,
      (to - from) / HOUR_MS,
      summary.scored / 400,
    ]);

  it('are whole cycles before now, the newest with the hour in progress', () => {
    const periods = cut();
    expect(periods).toHaveLength(14);
    expect(periods[0]).toEqual([0, 24, 24]);
    expect(periods.at(-1)).toEqual([13, 25, 25]);
  });

  it('are joined where there are too many, and where they have too few rows', () => {
    expect(cut({}, 5)).toHaveLength(4);
    expect(cut({ leastRows: 24 * 400 + 1 })).toEqual([
      [0, 24, 24],
      [1, 48, 48],
      ...[3, 5, 7, 9, 11].map((from) => [from, 48, 48]),
      [13, 25, 25],
    ]);
  });

  it('leave out what is left of a cycle, and times without predictions', () => {
    expect(cut({ window: { ...window, from: 1 } })[0]).toEqual([1, 24, 24]);
    expect(
      cut(
        {},
        60,
        hours.filter(({ from }) => from < DAY_MS || from >= 3 * DAY_MS),
      ).slice(0, 2),
    ).toEqual([
      [0, 24, 24],
      [3, 24, 24],
    ]);
  });

  it('of a window shorter than a cycle are one', () => {
    const last = { from: 14 * DAY_MS - 3 * HOUR_MS, to: window.to };
    expect(cut({ window: last }).map(([, length]) => length)).toEqual([4]);
  });

  it('are made of steps that hold what their hours hold', async () => {
    const read = Readable.from(hours.map(({ from, summary }) => ({ hour: from, summary })));
    const steps = await summarisedSteps(read, 3 * HOUR_MS);
    expect(steps).toHaveLength(14 * 8 + 1);
    expect(cut({ stepMs: 3 * HOUR_MS }, 60, steps)).toEqual(cut());
    expect(cut({ stepMs: 3 * HOUR_MS, cycleMs: 10 * HOUR_MS }, 60, steps)[0][1]).toBe(30);
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
    const [first, ...rest] = report.columns;
    expect(first.column.name).toBe('amount');
    expect(first.drift?.verdict).toEqual({ kind: 'drifted', reasons: ['distribution'], unconfirmed: [] });
    // The shares 0.3, 0.4, 0.3 against 0.1, 0.2, 0.7, of 1,000 and 1,200 rows, half a row added to each bin.
    const share = (count: number, total: number) => (count + 0.5) / (total + 1.5);
    const bins = [
      [300, 120],
      [400, 240],
      [300, 840],
    ].map(([a, b]) => [share(a, 1_000), share(b, 1_200)]);
    const psi = bins.reduce((sum, [p, q]) => sum + (p - q) * Math.log(p / q), 0);
    expect(first.drift?.current.statistics.psi?.value).toBeCloseTo(psi, 12);
    expect(rest.map(({ drift }) => drift?.verdict.kind)).toEqual(['stable', 'stable', 'stable']);
  });

  it('shows when it began: where a second hour confirms the first', () => {
    const amount = report.history.find(({ column }) => column.name === 'amount')!;
    expect(amount.points.map(({ psi, threshold }) => psi >= threshold!)).toEqual([false, true, true]);
    expect(amount.points.map(({ drifted }) => drifted)).toEqual([false, false, true]);
  });

  it('tests each column as the config says', () => {
    const { config, predictions } = reportInputs();
    const drift = {
      ...config.drift,
      tests: [{ feature: 'amount', test: 'none' } as const, { feature: 'card_present', test: 'chi2' } as const],
    };
    const check = driftCheck(predictions[2].summary, drift);
    const { columns } = buildReport(reportInputs({ config: { ...config, drift }, check }));
    const of = (name: string) => columns.find(({ column }) => column.name === name)!.drift;
    expect(of('amount')?.verdict.kind).toBe('not-tested');
    expect(of('card_present')).toMatchObject({ test: 'chi2', verdict: { kind: 'stable' } });
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
    const empty = reportJson(
      buildReport(reportInputs({ predictions: [], outcomes: [], reference: undefined, check: undefined })),
    );
    expect(empty).toMatchObject({
      label_coverage: null,
      figures: { recall: null },
      calibration: null,
      reference_rows: null,
      estimated: null,
      drift: null,
    });
    expect(JSON.parse(JSON.stringify(empty))).toEqual(empty);
  });

  it('as text has the same in lines', () => {
    const text = reportText(report).join('\n');
    expect(text).toContain(`1,200 predictions, 120 called ${NASTY} (10.00 %), 600 labels (50.0 %)`);
    expect(text).toMatch(/Recall +0\.7500 +0\.\d{4} - 0\.\d{4} +60\n/);
    expect(text).toMatch(/amount +psi +\d\.\d{4} +0\.1000 .* drifted \(distribution\)\n/);
    expect(text).toContain('2026-03-04 12:30 UTC');
    expect(new Date(NOW).getUTCHours()).toBe(12);
  });
});
