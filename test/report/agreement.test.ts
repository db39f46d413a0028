import { afterAll, beforeAll, expect, it } from 'vitest';
import { DriftService } from '../../src/drift/index.js';
import { EstimationService, OutcomeStore, SummaryWindows } from '../../src/metrics/index.js';
import { EstimateKeeper } from '../../src/metrics/estimates/estimate-keeper.js';
import { ModelRegistry, SchemaStore } from '../../src/models/index.js';
import { readReport, type Report, reportJson, type ReportRequest } from '../../src/report/index.js';
import { columnsWith, DAY_MS, driftOf, HOUR_MS } from '../drift/traffic.js';
import { testConfig } from '../support/config.js';
import { TestService } from '../support/service.js';

const config = testConfig({
  drift: { minimum_rows: 250, false_alarm_rate: 0.05, tests: { amount: 'ks', channel: 'js', card_present: 'none' } },
});
let service: TestService;
beforeAll(async () => {
  service = await TestService.start({ config, history: 2_000 });
  await traffic('like the history', 700, {});
  service.clock.advance(DAY_MS);
  await traffic('the first day', 700, { amount: 12_000, account_age_days: null });
  service.clock.advance(DAY_MS);
  await traffic('the second day', 700, { amount: 12_000, account_age_days: null, channel: 'wallet' });
  service.clock.advance(HOUR_MS);
  await driftOf(service);
  await service.application.get(EstimateKeeper, { strict: false }).update();
});
afterAll(() => service.stop());

async function traffic(name: string, rows: number, changes: object): Promise<void> {
  const transactions = Array.from({ length: rows }, (_, index) => {
    const channel = index % 3 === 0 ? 'online' : 'chip';
    const usual = {
      amount: (index * 37) % 1_000,
      channel,
      card_present: channel === 'chip',
      account_age_days: index % 1_900,
    };
    return { transaction_id: `${name}-${index}`, features: { ...usual, ...changes } };
  });
  expect((await service.post('/predict/batch', { transactions })).status).toBe(200);
  const labels = transactions.map(({ transaction_id }, index) => ({ transaction_id, actual_fraud: index % 6 === 0 }));
  expect((await service.post('/feedback/batch', { labels })).status).toBe(200);
}

async function read(request: Partial<ReportRequest> = {}): Promise<Report> {
  const get = <T>(token: abstract new (...parameters: any[]) => T): T =>
    service.application.get(token, { strict: false });
  const sources = {
    config,
    registry: get(ModelRegistry),
    schemas: get(SchemaStore),
    summaries: get(SummaryWindows),
    outcomes: get(OutcomeStore),
    drift: get(DriftService),
    estimation: get(EstimationService),
  };
  return readReport(sources, { now: service.clock.now(), ...request });
}

async function report(request: Partial<ReportRequest> = {}): Promise<any> {
  const { drift, estimated } = reportJson(await read(request));
  return JSON.parse(JSON.stringify({ drift, estimated }));
}

it('the drift of a report is what GET /drift says, verdict by verdict', async () => {
  const { drift } = await report();
  expect(drift).toEqual(await driftOf(service));
  expect(columnsWith('drifted', drift)).toEqual(['score', 'amount', 'account_age_days']);
  expect(columnsWith('not-tested', drift)).toEqual(['card_present']);
  expect(drift.features[1]).toMatchObject({
    name: 'channel',
    verdict: 'stable',
    unconfirmed: ['distribution', 'unseen'],
  });
});

it.each(['25h', '3d'])('so it is over a window of %s', async (window) => {
  const windowMs = window === '3d' ? 3 * DAY_MS : 25 * HOUR_MS;
  const { drift } = await report({ windowMs, modelVersion: 'v1' });
  expect(drift).toEqual(await driftOf(service, `?window=${window}&model_version=v1`));
});

it('its estimates are those of GET /performance', async () => {
  const { estimated } = await report();
  const { versions } = (await service.get('/performance')).body;
  expect(estimated).toEqual(versions[0].estimated);
  expect(estimated.figures.accuracy.band.lower).toBeLessThan(1);
});

it('its decision threshold is that of the newest deployment', async () => {
  expect((await read()).decisionThreshold).toBe(0.5);
  await service.application
    .get(ModelRegistry, { strict: false })
    .deploy('v1', { kind: 'threshold', actor: 'the test', reason: 'a lower threshold', decisionThreshold: 0.3 });
  expect((await read()).decisionThreshold).toBe(0.3);
});
