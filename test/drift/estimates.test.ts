import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { EstimateKeeper } from '../../src/metrics/estimates/estimate-keeper.js';
import { ActiveModel, ModelRegistry } from '../../src/models/index.js';
import { estimatePerformance } from '../../src/statistics/index.js';
import { TestService } from '../support/service.js';
import { live, startAfresh, trafficAfter } from './traffic.js';

const VERSION = '{model_version="v1"}';
let service: TestService;
let start: number;
beforeAll(async () => {
  service = await TestService.start({ config: readConfig('homeostat.config.yaml'), history: 0 });
  start = service.clock.now();
});
afterAll(() => service.stop());

/** What ml_model_estimate_trusted shows at the end of each day; labels come a day late. */
async function trustByDay(kind: 'none' | 'concept', days: number, driftAfterDays: number): Promise<unknown[]> {
  await startAfresh(service, start);
  const trust: unknown[] = [];
  const eachDay = async (): Promise<void> => {
    await service.metric('ml_model_active');
    await service.application.get(EstimateKeeper, { strict: false }).update();
    trust.push((await service.metric('ml_model_estimate_trusted'))[VERSION]);
  };
  await live(service, trafficAfter(start, { kind, days, driftAfterDays }), { labelsAfterHours: 24, eachDay });
  return trust;
}

const estimated = async (): Promise<any> => (await service.get('/performance')).body.versions[0].estimated;

describe('without drift', { timeout: 120_000 }, () => {
  it('estimates are trusted once labels came', async () => {
    expect(await trustByDay('none', 10, 0)).toEqual([undefined, ...Array(9).fill(1)]);
    expect(await estimated()).toMatchObject({ trusted: true, comparisons: [{ wrong: [] }, {}, {}] });
  });

  it('they are what the estimator says of the same rows', async () => {
    const { estimator } = (await service.application.get(ModelRegistry, { strict: false }).reference('v1'))!;
    const { from } = (await service.get('/performance')).body;
    const rows: { score: number; positive: boolean }[] = await service.dataSource.query(
      'SELECT score, positive FROM prediction WHERE scored_at >= $1',
      [from],
    );
    const own = estimatePerformance(estimator!, {
      scores: rows.map(({ score }) => score),
      predictions: rows.map(({ positive }) => Number(positive)),
    });
    const { predictions, figures } = await estimated();
    expect(predictions).toBe(rows.length);
    for (const name of ['accuracy', 'precision', 'recall', 'f1'] as const) {
      expect(figures[name].value).toBeCloseTo(own.metrics[name]!.estimate, 6);
      expect(figures[name].band.lower).toBeCloseTo(own.metrics[name]!.lower, 6);
      expect(figures[name].band.upper).toBeCloseTo(own.metrics[name]!.upper, 6);
    }
    // Rows of one score bin count as tied, and how far that can have moved the figure is said beside it.
    for (const [name, metric] of [
      ['auc', 'rocAuc'],
      ['average_precision', 'averagePrecision'],
    ] as const) {
      const { estimate } = own.metrics[metric]!;
      const { value, binning } = figures[name];
      expect(value).toBeCloseTo(estimate, 2);
      expect(estimate).toBeGreaterThan(binning.lower);
      expect(estimate).toBeLessThan(binning.upper);
    }
  });

  it('the gauges show what GET /performance says', async () => {
    const { figures } = await estimated();
    for (const name of ['accuracy', 'precision', 'recall', 'f1', 'auc', 'average_precision']) {
      expect(await service.metric(`ml_model_estimated_${name}`)).toEqual({ [VERSION]: figures[name].value });
    }
    const lower = await service.metric('ml_model_estimated_metric_lower');
    expect(lower['{model_version="v1",metric="recall"}']).toBe(figures.recall.band.lower);
  });

  it('keeping them twice, or on two replicas, changes nothing', async () => {
    const kept = () => service.dataSource.query('SELECT * FROM performance_estimate ORDER BY from_hour');
    const before = await kept();
    const keeper = service.application.get(EstimateKeeper, { strict: false });
    await Promise.all([keeper.update(), keeper.update()]);
    expect(await kept()).toEqual(before);
    expect(before.length).toBeGreaterThan(10);
  });

  it('the newest 24 comparisons follow corrected labels, older ones stay', async () => {
    const { dataSource, application } = service;
    await dataSource.query(
      `INSERT INTO performance_estimate (model_version, from_hour, to_hour, predictions, estimate, estimated_at, realised)
       SELECT model_version, from_hour - age * interval '1 day', to_hour - age * interval '1 day', predictions, estimate,
         estimated_at, '{}'
       FROM generate_series(1, 25) age, (SELECT * FROM performance_estimate ORDER BY from_hour LIMIT 1) oldest`,
    );
    await dataSource.query('UPDATE performance_estimate SET labels = 999999 WHERE realised IS NOT NULL');
    await application.get(EstimateKeeper, { strict: false }).update();
    const followed: { labels: number }[] = await dataSource.query(
      'SELECT labels FROM performance_estimate WHERE realised IS NOT NULL ORDER BY from_hour DESC',
    );
    expect(followed.map(({ labels }) => labels === 999_999).lastIndexOf(false)).toBe(23);
    expect(followed.slice(24).every(({ labels }) => labels === 999_999)).toBe(true);
    expect(followed.length).toBeGreaterThan(24);
  });
});

describe('concept drift', { timeout: 120_000 }, () => {
  it('blinds the estimate, which says so when the labels come', async () => {
    const trust = await trustByDay('concept', 8, 4);
    expect(trust.slice(0, 5)).toEqual([undefined, 1, 1, 1, 1]);
    expect(trust.at(-1)).toBe(0);
    const { trusted, warning, comparisons, figures } = await estimated();
    expect({ trusted, warning }).toMatchObject({ trusted: false, warning: expect.stringContaining('wrong') });
    expect(comparisons[0].wrong).toContain('accuracy');
    // It would have gone on promising an accuracy that was long gone.
    expect(figures.accuracy.value).toBeGreaterThan(0.95);
    expect(comparisons[0].figures.accuracy.realised).toBeLessThan(0.85);
  });
});

describe('a decision threshold that moved', () => {
  it('leaves figures of decisions without limits and alerts, and says why', async () => {
    await service.application
      .get(ActiveModel, { strict: false })
      .deploy('v1', { kind: 'threshold', actor: 'test', reason: 'alarm more', decisionThreshold: 0.05 });
    const { figures } = await estimated();
    expect(figures.recall).toMatchObject({
      value: expect.any(Number),
      band: null,
      limits: null,
      alert: null,
      reason: expect.stringContaining('called at 0.05 and 0.5'),
    });
    expect(figures.auc.limits).not.toBeNull();
    const alerts = Object.keys(await service.metric('ml_model_estimate_alert'));
    expect(alerts.filter((labels) => !labels.includes('auc') && !labels.includes('average_precision'))).toEqual([]);
    expect(await service.metric('ml_model_estimated_recall')).toEqual({ [VERSION]: figures.recall.value });
  });
});
