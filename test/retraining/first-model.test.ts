import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { FirstModel } from '../../src/retraining/index.js';
import { HistoryStore } from '../../src/history/index.js';
import { DrivenClock } from '../support/clock.js';
import { createDatabase } from '../support/database.js';
import { TestService } from '../support/service.js';

describe('the first model', () => {
  it('is trained on the built-in generator when there is nothing else, the same one all day', async () => {
    const standard = readConfig('homeostat.config.yaml');
    const config = { ...standard, forest: { ...standard.forest, nEstimators: 20 } };
    const models = [];
    for (const time of ['2026-03-04T00:10:00Z', '2026-03-04T23:50:00Z']) {
      const service = await TestService.start({ config, history: 0, clock: new DrivenClock(Date.parse(time)) });
      const [model] = (await service.get('/models')).body.models;
      models.push(model);
      await service.stop();
    }
    expect(models[0]).toMatchObject({
      version: 'v1',
      status: 'active',
      training: { source: 'history from the built-in generator' },
    });
    // 500 of the 8 % that are frauds: nothing is wrong, and estimates are calibrated on these rows.
    expect(models[0].metrics.measured_on).toMatch(/^the newest [56],\d{3} rows/);
    expect(models[0].metrics.accuracy).toBeGreaterThan(0.95);
    expect(models[0].metrics.roc_auc).toBeGreaterThan(0.95);
    expect(models[1].metrics).toEqual(models[0].metrics);
  });

  it('waits for history, and is trained as soon as enough of it is announced', async () => {
    const databaseUrl = await createDatabase();
    const waiting = await TestService.start({ databaseUrl, history: 0 });
    expect((await waiting.get('/health/ready')).status).toBe(503);
    const other = await TestService.start({ databaseUrl, history: 400, clock: waiting.clock });
    await waiting.application.get(HistoryStore, { strict: false }).announce();
    await expect.poll(async () => (await waiting.get('/health/ready')).status).toBe(200);
    await waiting.application.get(FirstModel, { strict: false }).attempt;
    expect((await waiting.get('/models')).body.models).toHaveLength(1);
    await Promise.all([waiting.stop(), other.stop()]);
  });

  it('is not trained on too few rows', async () => {
    const service = await TestService.start({ history: 30 });
    expect((await service.get('/models')).body).toEqual({ active: null, decision_threshold: null, models: [] });
    await service.stop();
  });
});
