import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ActiveModel } from '../../src/models/index.js';
import { latencyQuantile, ScoringMinuteStore } from '../../src/prediction/index.js';
import { LATENCY_BINS, latencyBin } from '../../src/prediction/minutes/latency-bins.js';
import { ScoringMinutes } from '../../src/prediction/minutes/scoring-minutes.js';
import { createDatabase } from '../support/database.js';
import { FEATURES } from '../support/config.js';
import { TestService } from '../support/service.js';

let replicas: [TestService, TestService];
beforeAll(async () => {
  const databaseUrl = await createDatabase();
  const first = await TestService.start({ databaseUrl });
  replicas = [first, await TestService.start({ databaseUrl, clock: first.clock, history: 0 })];
});
afterAll(() => Promise.all(replicas.map((replica) => replica.stop())));

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

it('requests, errors of the service and latencies of all replicas add up, however often they are written', async () => {
  const [first, second] = replicas;
  const from = first.clock.now();
  for (const replica of replicas) await replica.post('/predict', { features: FEATURES });
  await second.post('/predict/batch', { transactions: [{ features: FEATURES }, { features: FEATURES }] });
  await first.post('/predict', { features: { ...FEATURES, amount: 'much' } });
  const { forest } = first.application.get(ActiveModel, { strict: false }).current();
  const broken = vi.spyOn(forest, 'predictProbability').mockImplementation(() => {
    throw new Error('a forest that fails');
  });
  expect((await first.post('/predict', { features: FEATURES })).status).toBe(500);
  broken.mockRestore();

  for (const replica of [first, second, first])
    await replica.application.get(ScoringMinutes, { strict: false }).write();
  const figures = await first.application.get(ScoringMinuteStore, { strict: false }).during('v1', from, from + 60_000);
  // Two single requests, one batch, one error; what the caller got wrong is not counted.
  expect([figures.requests, figures.errors, total(figures.latencies)]).toEqual([4, 1, 2]);
});

it('a minute in which nothing was scored has no figures', async () => {
  const figures = await replicas[0].application.get(ScoringMinuteStore, { strict: false }).during('v1', 0, 60_000);
  expect([figures.requests, figures.errors, latencyQuantile(figures.latencies, 0.95)]).toEqual([0, 0, undefined]);
});

it.each([0.00005, 0.0007, 0.0123, 0.3, 2])(
  'a quantile of requests that all took %f s is within 19 %% of it',
  (seconds) => {
    const counts = new Array<number>(LATENCY_BINS).fill(0);
    counts[latencyBin(seconds)] = 1_000;
    const p99 = latencyQuantile(counts, 0.999)!;
    expect(p99 / Math.max(seconds, 0.0001)).toBeGreaterThan(0.84);
    expect(p99 / Math.max(seconds, 0.0001)).toBeLessThan(1.19);
  },
);
