import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { averagePrecision, rocAuc } from '../../src/statistics/index.js';
import { testConfig } from '../support/config.js';
import { createDatabase } from '../support/database.js';
import { recount } from '../support/recount.js';
import { TestService } from '../support/service.js';

const HOUR_MS = 3_600_000;
const WINDOW_MS = 24 * HOUR_MS;

type Step =
  | { kind: 'predict'; ids: number[]; amount: number; online: boolean }
  | { kind: 'label'; ids: number[]; actual: boolean }
  | { kind: 'advance'; minutes: number }
  | { kind: 'restart' }
  | { kind: 'summarise' };

/** Few ids, so that repeats, corrections and labels ahead of their prediction are common. */
const ids = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('predict' as const),
      ids,
      amount: fc.integer({ min: 0, max: 1_000 }),
      online: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('label' as const), ids, actual: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), minutes: fc.integer({ min: 1, max: 400 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'summarise' as const }) },
);

const config = testConfig({
  windows: { performance: '1d', features: '1d', minimum_labels: 1 },
  segments: [{ feature: 'channel' }, { feature: 'amount', edges: [100, 500] }],
});

let databaseUrl: string;
let replicas: TestService[];
beforeAll(async () => {
  databaseUrl = await createDatabase();
  const first = await TestService.start({ databaseUrl, config });
  replicas = [first, await TestService.start({ databaseUrl, config, clock: first.clock, history: 0 })];
});
afterAll(() => Promise.all(replicas.map((replica) => replica.stop())));

async function take(current: Step, turn: number, run: number): Promise<void> {
  const replica = replicas[turn % 2];
  const name = (id: number) => `run-${run}-${id}`;
  switch (current.kind) {
    case 'predict': {
      // The features follow from the id, so that a repeat is a repeat and no conflict.
      const transactions = current.ids.map((id) => ({
        transaction_id: name(id),
        features: {
          amount: (id * 97) % 1_000,
          channel: id % 3 ? 'online' : 'chip',
          card_present: id % 3 === 0,
          account_age_days: id % 5 ? id : null,
        },
      }));
      expect((await replica.post('/predict/batch', { transactions })).status).toBe(200);
      break;
    }
    case 'label': {
      const labels = current.ids.map((id) => ({ transaction_id: name(id), actual_fraud: current.actual }));
      expect((await replica.post('/feedback/batch', { labels })).status).toBe(200);
      break;
    }
    case 'advance':
      replica.clock.advance(current.minutes * 60_000);
      break;
    case 'restart':
      await replica.stop();
      replicas[turn % 2] = await TestService.start({ databaseUrl, config, clock: replica.clock, history: 0 });
      break;
    case 'summarise':
      await Promise.all(replicas.map((each) => each.metric('ml_model_active')));
      break;
  }
}

async function gaugesEqualRecount(replica: TestService): Promise<void> {
  await expect
    .poll(
      async () =>
        (
          await replica.dataSource.query(
            'SELECT count(*)::int FROM pending_label p JOIN prediction_key USING (transaction_id)',
          )
        )[0].count,
    )
    .toBe(0);
  const from = Math.floor((replica.clock.now() - WINDOW_MS) / HOUR_MS) * HOUR_MS;
  const truth = await recount(replica.dataSource, from);
  await replica.metric('ml_model_active');
  const { versions } = (await replica.get('/performance')).body;
  expect(versions.map((version: { model_version: string }) => version.model_version)).toEqual([...truth.keys()]);
  for (const version of versions) {
    const counted = truth.get(version.model_version)!;
    const { tp, fp, tn, fn } = counted;
    expect(version).toMatchObject({
      predictions: counted.predictions,
      labels: counted.labels,
      counts: { tp, fp, tn, fn },
    });
    expect(version.money.protected).toBeCloseTo(counted.protectedAmount, 6);
    const segments = (name: string): any[] =>
      version.segments.filter(({ segment }: { segment: string }) => segment.startsWith(`${name}=`));
    for (const name of ['channel', 'amount']) {
      expect(segments(name).reduce((sum: number, { labels }: { labels: number }) => sum + labels, 0)).toBe(
        counted.labels,
      );
    }
    if (counted.labels === 0) continue;
    expect(version.figures.accuracy.value).toBe((tp + tn) / counted.labels);
    within(version.figures.auc, rocAuc(counted.scores, counted.truths));
    within(version.figures.average_precision, averagePrecision(counted.scores, counted.truths));
  }
}

/** The exact figure lies in the stated range of the one from score bins; each is absent where the other is. */
function within(
  figure: { value: number; binning: { lower: number; upper: number } } | null,
  exact: number | undefined,
): void {
  expect(figure === null).toBe(exact === undefined);
  if (figure === null || exact === undefined) return;
  expect(exact).toBeGreaterThanOrEqual(figure.binning.lower - 1e-12);
  expect(exact).toBeLessThanOrEqual(figure.binning.upper + 1e-12);
}

async function shown(replica: TestService): Promise<unknown> {
  const names = [
    'ml_model_accuracy',
    'ml_model_auc',
    'ml_label_coverage_ratio',
    'ml_fraud_rate_current',
    'ml_fraud_rate',
    'ml_feature_value',
    'ml_segment_accuracy',
  ];
  return Promise.all(names.map((name) => replica.metric(name)));
}

it('after any sequence of predictions, labels, corrections, early labels, repeats and restarts on two replicas, every figure is what a recount gives', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      run += 1;
      for (const [turn, current] of steps.entries()) await take(current, turn, run);
      await gaugesEqualRecount(replicas[0]);
      expect(await shown(replicas[1])).toEqual(await shown(replicas[0]));
    }),
    { numRuns: 12, endOnFailure: true, seed: 20261123 },
  );
}, 120_000);

it('a correction across the hours changes the hour of the prediction', async () => {
  const replica = replicas[0];
  await take({ kind: 'predict', ids: [1], amount: 1, online: true }, 0, 999);
  const scoredIn = Math.floor(replica.clock.now() / HOUR_MS) * HOUR_MS;
  replica.clock.advance(5 * HOUR_MS);
  await take({ kind: 'label', ids: [1], actual: true }, 0, 999);
  await take({ kind: 'label', ids: [1], actual: false }, 0, 999);
  await replica.metric('ml_model_active');
  const hours = await replica.dataSource.query(`SELECT hour, tp FROM outcome_hour WHERE hour > $1 AND segment = ''`, [
    new Date(scoredIn),
  ]);
  expect(hours).toEqual([]);
});
